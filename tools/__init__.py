"""Programs that write the project's data from tables; none of them is needed to run the planner."""
