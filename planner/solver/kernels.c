/* The solver's inner loops. Each function that Python calls has a twin of the same name in Python, which is its
   definition: same arguments, same answers, same count of work. Plain C99: no fast-math, no contraction. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifndef KERNELS_VERSION
#define KERNELS_VERSION "none"
#endif
#if defined(_WIN32)
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

#define NEVER (1 << 28)
#define STEADY_PACE 2    /* work of one ride that leaves at any time, and of one by timetable */
#define TIMETABLE_PACE 4
#define MOST_LABELS 48   /* of one tour after one visit */
#define MOST_RIDES 256   /* that can be worth taking at one moment */
#define LOW (-1e9f)      /* "impossible" among values */
#define NOT_ALLOWED 1e9
#define ITERATION 20     /* work of an iteration of the search, whatever it changes */
#define SPAN 4           /* grid times that are looked at together */
#define PUSH 5.0         /* minutes that any visit takes at least */
#define MOST_VISITS 512
#define NO_PLAN (-1e18)

EXPORT const char *kernels_version(void) { return KERNELS_VERSION; }

static inline int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }
static inline int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
static inline double larger_double(double a, double b) { return a > b ? a : b; }
static inline float larger_float(float a, float b) { return a > b ? a : b; }

/* ---------------------------------------------------------------- how long a kernel may work */

typedef struct {
    int64_t limit;            /* of work, 0: none */
    int64_t work;             /* done so far */
    volatile int64_t stop;    /* set from outside */
} Watch;

static int is_over(Watch *watch) {
    if (watch->stop) return 1;
    if (watch->limit) return watch->work >= watch->limit;
    return 0;
}

/* ---------------------------------------------------------------- a day, and the labels of an order of visits */

typedef struct {
    int16_t depart, arrive, minutes, least_minutes;   /* least_*: of all rides that leave later */
    int32_t cny, loss, least_loss, least_cny;
} Ride;

typedef struct {
    int64_t num_sites, num_nodes, max_visits, max_minutes, start, end;
    int64_t num_windows, num_meals, can_pause, with_money;
    int64_t is_plain;             /* rides at any time and no later than the day, one window as good at all times, no meals */
    const int32_t *windows;       /* [site][k][first, last] */
    const int32_t *window_loss;   /* [site][k] */
    const int32_t *leave_from;    /* [node] nobody leaves for it before */
    const int32_t *length;        /* [site] */
    const int32_t *meals;         /* [meal][earliest, latest, minutes] */
    const uint8_t *holds;         /* [meal][site] whether a visit may hold it */
    const int32_t *direct;        /* [from][to] minutes of a ride that leaves at any time */
    const int32_t *direct_cny, *direct_loss;
    const int32_t *latest;        /* [from][to] latest arrival */
    const int64_t *first;         /* [from * num_nodes + to] into rides */
    const Ride *rides;
    const int64_t *meal_first;    /* the same of rides with the first meal aboard */
    const Ride *meal_rides;
    const int32_t *quick, *low;   /* [from][to] fewest minutes, least loss of any ride */
    const int32_t *site_cny;      /* [site] */
} Day;

typedef struct { int32_t time, minutes, loss, cny, fed; } Label;
typedef struct { int32_t arrive, minutes, cny, loss; } Option;

/* Minutes of travel matter only where the rest of the day could take more than the limit leaves. */
static inline int is_as_good(const Day *day, const Label *a, const Label *b) {
    return a->time <= b->time && a->loss <= b->loss && a->fed >= b->fed && (!day->with_money || a->cny <= b->cny)
        && a->minutes <= larger(b->minutes, day->max_minutes - (day->end - b->time));
}

static int add(const Day *day, int optimist, Label *out, int n, Label new) {
    int kept = 0;
    for (int q = 0; q < n; q++) if (is_as_good(day, out + q, &new)) return n;
    for (int q = 0; q < n; q++) if (!is_as_good(day, &new, out + q)) out[kept++] = out[q];
    if (kept < MOST_LABELS) { out[kept++] = new; return kept; }
    if (optimist) {           /* no room: what is at least as good as both keeps a bound true */
        Label *last = out + kept - 1;
        last->time = (int32_t)smaller(last->time, new.time);
        last->minutes = (int32_t)smaller(last->minutes, new.minutes);
        last->loss = (int32_t)smaller(last->loss, new.loss);
        last->cny = (int32_t)smaller(last->cny, new.cny);
        last->fed = (int32_t)larger(last->fed, new.fed);
    }
    return kept;
}

static inline int put(const Day *day, int optimist, Label *out, int n, int64_t time, int64_t loss, Label new) {
    if (time > day->end || (new.fed < day->num_meals && time > day->meals[3 * new.fed + 1])) return n;
    new.time = (int32_t)time;
    new.loss += (int32_t)loss;
    return add(day, optimist, out, n, new);
}

/* Visits begun at `ready` or later, not after `latest`; at an end just being there. */
static int visit(const Day *day, int optimist, int64_t j, int64_t ready, int64_t latest, Label new, Label *out, int n) {
    if (j >= day->num_sites) return put(day, optimist, out, n, ready, 0, new);
    int64_t lowest = NEVER;
    for (int64_t k = 0; k < day->num_windows && lowest > 0; k++) {
        const int32_t *window = day->windows + 2 * (j * day->num_windows + k);
        int64_t begin = larger(ready, window[0]), loss = day->window_loss[j * day->num_windows + k];
        if (begin > window[1] || begin > latest || loss >= lowest) continue;
        n = put(day, optimist, out, n, begin + day->length[j], loss, new);
        lowest = loss;
    }
    return n;
}

static int is_beaten(const Day *day, const Option *rides, int n, int64_t minutes, int64_t loss, int64_t cny) {
    for (int r = 0; r < n; r++)
        if (rides[r].minutes <= minutes && rides[r].loss <= loss && (!day->with_money || rides[r].cny <= cny)) return 1;
    return 0;
}

/* The rides worth taking by who may leave at a minute: the first, then those that none before is as good as in all. */
static inline int rides_of(const Day *day, const int64_t *first, const Ride *rides, int64_t way, int64_t depart, Option *out) {
    int n = 0;
    if (rides == day->rides && day->direct[way] < NEVER) {
        int64_t arrive = depart + day->direct[way];
        if (arrive <= day->end && arrive <= day->latest[way])
            out[n++] = (Option){(int32_t)arrive, day->direct[way], day->direct_cny[way], day->direct_loss[way]};
    }
    int64_t num = first[way + 1] - first[way];
    if (!num) return n;
    const Ride *ride = rides + first[way], *past = ride + num;
    while (num > 1) {   /* halving without a branch to guess */
        ride += ride[num / 2 - 1].depart < depart ? num / 2 : 0;
        num -= num / 2;
    }
    ride += ride->depart < depart;
    for (; ride < past && n < MOST_RIDES; ride++) {
        if (!is_beaten(day, out, n, ride->minutes, ride->loss, ride->cny))
            out[n++] = (Option){ride->arrive, ride->minutes, ride->cny, ride->loss};
        if (is_beaten(day, out, n, ride->least_minutes, ride->least_loss, ride->least_cny)) break;   /* and so are all that follow */
    }
    return n;
}

static inline Label after(Label label, const Option *ride, int fed) {
    label.minutes += ride->minutes;
    label.cny += ride->cny;
    label.loss += ride->loss;
    label.fed += fed;
    return label;
}

/* The undominated labels of going on from node i to j, visit included; how many. */
static int reach(const Day *day, int optimist, const Label *labels, int n, int64_t i, int64_t j, Label *out) {
    Option rides[MOST_RIDES];
    int64_t way = i * day->num_nodes + j;
    int m = 0;
    for (int q = 0; q < n; q++) {
        Label label = labels[q];
        if (label.minutes + day->quick[way] > day->max_minutes) continue;
        label.time = (int32_t)larger(label.time, day->leave_from[j]);
        const int32_t *meal = label.fed < day->num_meals ? day->meals + 3 * label.fed : 0;
        int num = rides_of(day, day->first, day->rides, way, label.time, rides);
        for (int r = 0; r < num; r++) {
            Label then = after(label, rides + r, 0);
            int64_t there = rides[r].arrive, eaten;
            if (then.minutes > day->max_minutes) continue;
            m = visit(day, optimist, j, there, NEVER, then, out, m);
            if (!meal) continue;
            then.fed++;
            if ((eaten = larger(there, meal[0])) <= meal[1])
                m = visit(day, optimist, j, eaten + meal[2], NEVER, then, out, m);
            if (j < day->num_sites && day->holds[label.fed * day->num_sites + j])
                m = visit(day, optimist, j, larger(there, meal[0] + meal[2] - day->length[j]), meal[1], then, out, m);
            if (day->can_pause && label.time < meal[0] && there > meal[1])
                m = visit(day, optimist, j, there + meal[2], NEVER, then, out, m);
        }
        if (!meal) continue;
        int64_t before = larger(label.time, meal[0]);
        num = before > meal[1] ? 0 : rides_of(day, day->first, day->rides, way, before + meal[2], rides);
        for (int r = 0; r < num; r++) {
            Label then = after(label, rides + r, 1);
            if (then.minutes <= day->max_minutes) m = visit(day, optimist, j, rides[r].arrive, NEVER, then, out, m);
        }
        num = label.fed ? 0 : rides_of(day, day->meal_first, day->meal_rides, way, label.time, rides);
        for (int r = 0; r < num; r++) {
            Label then = after(label, rides + r, 1);
            if (then.minutes <= day->max_minutes) m = visit(day, optimist, j, rides[r].arrive, NEVER, then, out, m);
        }
    }
    return m;
}

static int64_t pace(const Day *day) {
    return day->first[day->num_nodes * day->num_nodes] ? TIMETABLE_PACE : STEADY_PACE;
}

static int begin_day(const Day *day, Label *out) {
    int32_t fed = 0;
    while (fed < day->num_meals && day->start > day->meals[3 * fed + 1]) fed++;
    out[0] = (Label){(int32_t)day->start, 0, 0, 0, fed};
    return 1;
}

/* The label with the least loss, money at its price included, of equal ones the cheapest; NULL when there is none. */
static const Label *best_of(const Label *labels, int n, double money) {
    const Label *best = 0;
    for (int q = 0; q < n; q++) {
        double cost = labels[q].loss + money * labels[q].cny, least = best ? best->loss + money * best->cny : 0;
        if (!best || cost < least || (cost == least && labels[q].cny < best->cny)) best = labels + q;
    }
    return best;
}

/* Times an order of visits: out[0..2] = minutes, loss, cny of the rides, which cost so much at most; 0 when it does not
   fit the day. */
EXPORT int64_t time_tour(const Day *day, int64_t start, const int32_t *sites, int64_t n, int64_t end, double money, int64_t most_cny,
                         int64_t *out) {
    Label a[MOST_LABELS], b[MOST_LABELS], *here = a, *there = b, *swap;
    int num = begin_day(day, here);
    int64_t node = start;
    for (int64_t i = 0; i <= n; i++) {
        int64_t next = i < n ? sites[i] : end;
        num = reach(day, 0, here, num, node, next, there);
        if (!num) return 0;
        swap = here; here = there; there = swap;
        node = next;
    }
    int kept = 0;
    for (int q = 0; q < num; q++) if (here[q].cny <= most_cny) here[kept++] = here[q];
    const Label *best = best_of(here, kept, money);
    if (!best) return 0;
    out[0] = best->minutes; out[1] = best->loss; out[2] = best->cny;
    return 1;
}

/* ---------------------------------------------------------------- the most that can follow within a day */

typedef struct { double bound; int32_t j, n; } Child;

static int downward(const void *a, const void *b) {
    const Child *x = a, *y = b;
    if (x->bound != y->bound) return x->bound > y->bound ? -1 : 1;
    return x->j - y->j;
}

typedef struct {
    int64_t step, num_times, num_useful, num_ends;
    double empty;                /* price of no visit */
    double money;
    double slack;                /* rounding of single precision */
    const double *worth;         /* [site] */
    const int32_t *useful;       /* sites worth going on to */
    const int32_t *ends;         /* nodes where the day may end */
    const double *after;         /* [end] */
    const uint8_t *reach;        /* [origin][end] whether rides, by way of sites too, are short enough for a day */
    const int32_t *est;          /* [site] first grid time at which it can be left */
    int16_t *plain, *meal_there; /* [fed][site][minute]: grid time when a visit is over, without a meal, with it */
    float *best, *second;        /* [visits left][fed][site][num_times + 1] */
    int32_t *next;
} Grid;

#define CELL(grid, day, k, f, i) \
    ((((size_t)(k) * ((day)->num_meals + 1) + (size_t)(f)) * (size_t)(day)->num_sites + (size_t)(i)) \
     * (size_t)((grid)->num_times + 1))

static int64_t over_at(const Day *day, int64_t j, int64_t ready, int64_t latest, int64_t fed) {
    int64_t best = NEVER;
    for (int64_t k = 0; k < day->num_windows; k++) {
        const int32_t *window = day->windows + 2 * (j * day->num_windows + k);
        int64_t begin = larger(ready, window[0]);
        if (begin <= window[1] && begin <= latest) { best = begin + day->length[j]; break; }
    }
    if (best > day->end || (fed < day->num_meals && best > day->meals[3 * fed + 1])) return NEVER;
    return best;
}

/* Fills grid->plain and meal_there, which no price changes: at [minute % step][minute / step], so that a ride of constant
   length reads them in a row. */
EXPORT void finishes(const Day *day, const Grid *grid) {
    int64_t at = 0, late = grid->num_times, columns = grid->num_times + 1;
    for (int64_t f = 0; f <= day->num_meals; f++)
        for (int64_t j = 0; j < day->num_sites; j++)
            for (int64_t cell = 0; cell < grid->step * columns; cell++, at++) {
                int64_t arrive = day->start + cell % columns * grid->step + cell / columns, plain = NEVER, fed = NEVER;
                if (arrive <= day->end) plain = over_at(day, j, arrive, NEVER, f);
                if (arrive <= day->end && f < day->num_meals) {
                    const int32_t *meal = day->meals + 3 * f;
                    int64_t eaten = larger(arrive, meal[0]);
                    if (eaten <= meal[1]) fed = over_at(day, j, eaten + meal[2], NEVER, f + 1);
                    if (day->holds[f * day->num_sites + j])
                        fed = smaller(fed, over_at(day, j, larger(arrive, meal[0] + meal[2] - day->length[j]), meal[1], f + 1));
                }
                /* Who comes from a time rounded down would be early; before `est` nothing is filled. */
                grid->plain[at] = (int16_t)(plain >= NEVER ? late : larger(grid->est[j], (plain - day->start) / grid->step));
                grid->meal_there[at] = (int16_t)(fed >= NEVER ? late : larger(grid->est[j], (fed - day->start) / grid->step));
            }
}

/* How many sites one may go on to from a node, the ride being short enough for the day. */
static int64_t num_ways(const Day *day, const Grid *grid, int64_t i) {
    int64_t num = 0;
    for (int64_t v = 0; v < grid->num_useful; v++) num += day->quick[i * day->num_nodes + grid->useful[v]] <= day->max_minutes;
    return num;
}

/* A place to go on to: grid times of leaving it by minute of arrival, and what is worth leaving it then. */
typedef struct {
    const int16_t *leave;
    const float *best, *second;
    const int32_t *next;
} Stay;

typedef struct { Stay plain, fed, meal_there; } Stays;   /* as hungry as before, fed on the way, fed there */

static Stay stay_of(const Day *day, const Grid *grid, int64_t k, int64_t f, int64_t after, int64_t j, const int16_t *leave) {
    size_t cell = CELL(grid, day, k, after, j);
    int64_t row = (f * day->num_sites + j) * grid->step * (grid->num_times + 1);
    return (Stay){leave + row, grid->best + cell, grid->second + cell, grid->next + cell};
}

/* Minutes, none below 0, in steps of the grid: a short division. */
static inline int64_t steps(const Grid *grid, int64_t minutes) { return (uint32_t)minutes / (uint32_t)grid->step; }

static inline int64_t spot(const Grid *grid, int64_t minute) {
    uint32_t at = (uint32_t)minute, step = (uint32_t)grid->step;   /* a short division */
    return (int64_t)(at % step) * (grid->num_times + 1) + at / step;
}

static inline float worth_of(const Stay *stay, int64_t at, int32_t from) {
    int16_t leave = stay->leave[at];
    return stay->next[leave] == from ? stay->second[leave] : stay->best[leave];   /* the time after the last is LOW */
}

static inline void lift(float *value, int64_t at, int64_t most, float worth) {
    if (at > most) at = most;
    if (at >= 0 && worth > value[at]) value[at] = worth;
}

/* value[first..]: arriving `at` and a step later each time, as long as that leads anywhere; returns the last time. */
static inline int64_t go_on(float *restrict value, const Stay *stay, int64_t at, int64_t first, int64_t last, int32_t from, float gain, int64_t late) {
    const int16_t *restrict leave = stay->leave + at;
    int64_t t = first;
    for (; t <= last && leave[t] < late; t++)
        value[t] = (stay->next[leave[t]] == from ? stay->second[leave[t]] : stay->best[leave[t]]) + gain;
    return t - 1;
}

static inline void go_on_or(float *restrict value, const Stay *stay, int64_t at, int64_t first, int64_t last, int32_t from, float gain, int64_t late) {
    const int16_t *restrict leave = stay->leave + at;
    for (int64_t t = first; t <= last && leave[t] < late; t++) {
        float other = (stay->next[leave[t]] == from ? stay->second[leave[t]] : stay->best[leave[t]]) + gain;
        value[t] = value[t] > other ? value[t] : other;
    }
}

/* A way from site i to site j with f meals had: from when till when one may leave, and by a ride at any time. */
typedef struct {
    int64_t i, j, f, way, ride, by, first, last, in_time, until;   /* of services */
    const int32_t *meal;         /* the next one */
    int has_rides;
} Way;

static int has_any(const Day *day, const int64_t *first, int64_t way) {
    return first[day->num_nodes * day->num_nodes] && first[way] < first[way + 1];   /* most days have none at all */
}

static Way way_between(const Day *day, const Grid *grid, int64_t i, int64_t f, int64_t j) {
    Way way = {.i = i, .j = j, .f = f, .way = i * day->num_nodes + j, .first = grid->est[i], .last = grid->num_times - 1, .until = NEVER};
    way.ride = day->direct[way.way];
    way.by = smaller(day->end, day->latest[way.way]) - way.ride;
    way.meal = f < day->num_meals ? day->meals + 3 * f : 0;
    if (way.meal) way.last = smaller(way.last, (way.meal[1] - day->start) / grid->step);
    way.has_rides = has_any(day, day->first, way.way) || (way.meal && !f && has_any(day, day->meal_first, way.way));
    way.in_time = way.by < day->start ? -1 : smaller(way.last, steps(grid, way.by - day->start));
    if (!way.has_rides) way.last = way.in_time;
    return way;
}

/* Keeps to some grid times of leaving; who leaves at others has nothing to gain. */
static void narrow(const Day *day, const Grid *grid, Way *way, int64_t first, int64_t last) {
    way->first = first;
    if (last < way->last) way->until = day->start + (last + 1) * grid->step + (way->meal ? way->meal[2] : 0);
    way->last = smaller(way->last, last);
    way->in_time = smaller(way->in_time, last);
}

/* What a ride at any time leads to, hungry: without a meal, with one there, before it, or on the road. */
static void drive_hungry(const Day *day, const Grid *grid, float *value, const Stays *stays, const int32_t *meal, int64_t ride, int64_t by,
                         int64_t first, int64_t in_time, int32_t from, float gain) {
    int64_t step = grid->step, late = grid->num_times, at = spot(grid, ride);
    go_on_or(value, &stays->plain, at, first, in_time, from, gain, late);
    go_on_or(value, &stays->meal_there, at, first, in_time, from, gain, late);
    int64_t noon = smaller(in_time + 1, larger(first, (meal[0] - day->start + step - 1) / step));   /* first time not before it */
    if (noon > first && meal[0] + meal[2] <= by) {
        float best = worth_of(&stays->fed, spot(grid, meal[0] + meal[2] + ride - day->start), from) + gain;
        for (int64_t t = first; t < noon; t++) value[t] = larger_float(value[t], best);
    }
    int64_t eaten = smaller(smaller(in_time, (by - meal[2] - day->start) / step), (meal[1] - day->start) / step);
    if (by >= meal[2] + day->start) go_on_or(value, &stays->fed, spot(grid, meal[2] + ride), noon, eaten, from, gain, late);
    if (!day->can_pause) return;
    for (int64_t t = first; t <= in_time && day->start + t * step < meal[0]; t++) {
        int64_t there = day->start + t * step + ride;
        if (there > meal[1] - step && there + meal[2] <= day->end)
            lift(value, t, t, worth_of(&stays->fed, spot(grid, there + meal[2] - day->start), from) + gain);
    }
}

static void ride_services(const Day *day, const Grid *grid, float *value, const Stays *stays, const Way *way) {
    int64_t step = grid->step, first = way->first, last = way->last;
    const int32_t *meal = way->meal;
    int32_t from = (int32_t)way->i;
    double worth = grid->worth[way->j];
    for (int64_t r = day->first[way->way]; r < day->first[way->way + 1]; r++) {
        const Ride *ride = day->rides + r;
        if (ride->depart >= way->until) break;
        int64_t leave = ride->depart - day->start, at = spot(grid, ride->arrive - day->start);
        if (leave < first * step) continue;
        float gain = (float)(worth - ride->loss - grid->money * ride->cny);
        lift(value, steps(grid, leave), last, worth_of(&stays->plain, at, from) + gain);
        if (!meal) continue;
        lift(value, steps(grid, leave), last, worth_of(&stays->meal_there, at, from) + gain);
        leave = smaller(meal[1], ride->depart - meal[2]) - day->start;
        if (ride->depart >= meal[0] + meal[2] && leave >= 0) lift(value, steps(grid, leave), last, worth_of(&stays->fed, at, from) + gain);
    }
    for (int64_t r = day->meal_first[way->way]; meal && !way->f && r < day->meal_first[way->way + 1]; r++) {
        const Ride *ride = day->meal_rides + r;
        if (ride->depart >= way->until) break;
        if (ride->depart - day->start < first * step) continue;
        float gain = (float)(worth - ride->loss - grid->money * ride->cny);
        lift(value, steps(grid, ride->depart - day->start), last, worth_of(&stays->fed, spot(grid, ride->arrive - day->start), from) + gain);
    }
}

/* The most that can follow leaving by a way, after which k visits may follow, into value[first..] up to the time returned. */
static int64_t along(const Day *day, const Grid *grid, float *value, int64_t k, const Way *way) {
    int64_t first = way->first, last = way->last, in_time = way->in_time, f = way->f, j = way->j, late = grid->num_times;
    int32_t from = (int32_t)way->i;
    Stays stays = {.plain = stay_of(day, grid, k, f, f, j, grid->plain)};
    float gain = (float)(grid->worth[j] - day->direct_loss[way->way] - grid->money * day->direct_cny[way->way]);
    if (!way->meal && !way->has_rides) return go_on(value, &stays.plain, spot(grid, way->ride), first, in_time, from, gain, late);
    if (way->meal) {
        stays.fed = stay_of(day, grid, k, f + 1, f + 1, j, grid->plain);
        stays.meal_there = stay_of(day, grid, k, f, f + 1, j, grid->meal_there);
    }
    for (int64_t t = first; t <= last; t++) value[t] = LOW;
    if (in_time >= first && way->meal) drive_hungry(day, grid, value, &stays, way->meal, way->ride, way->by, first, in_time, from, gain);
    else if (in_time >= first) go_on(value, &stays.plain, spot(grid, way->ride), first, in_time, from, gain, late);
    if (way->has_rides) ride_services(day, grid, value, &stays, way);
    for (int64_t t = last - 1; t >= first; t--) value[t] = larger_float(value[t], value[t + 1]);
    return last;
}

/* Whether one may end the day having arrived at a minute with f meals, the next one eaten there if `eats`. */
static int is_home(const Day *day, int64_t arrive, int64_t f) {
    return arrive <= day->end && (f == day->num_meals || arrive <= day->meals[3 * f + 1]);
}

/* The last grid time at which one may leave i with f meals to end the day at a node by one ride; -1: none. */
static int64_t last_leave(const Day *day, const Grid *grid, int64_t f, int64_t depart, int64_t arrive, int aboard) {
    const int32_t *meal = f < day->num_meals ? day->meals + 3 * f : 0;
    int64_t best = -1, leave = depart - day->start;
    if (is_home(day, arrive, f + aboard)) best = leave;
    if (meal && !aboard) {
        int64_t eaten = larger(arrive, meal[0]);
        if (eaten <= meal[1] && is_home(day, eaten + meal[2], f + 1)) best = leave;
        if (depart >= meal[0] + meal[2] && is_home(day, arrive, f + 1))
            best = larger(best, smaller(meal[1], depart - meal[2]) - day->start);
    }
    return best < 0 ? -1 : steps(grid, best);
}

/* Until a time it is worth at least so much; `best` never rises with time. */
static void raise_until(float *best, int64_t at, int64_t first, float worth) {
    for (int64_t t = at; t >= first && best[t] < worth; t--) best[t] = worth;
}

/* Whether one may leave now with f meals for a ride of some minutes that ends the day, and arrives by a time. */
static int fits_home(const Day *day, const Grid *grid, int64_t f, int64_t now, int64_t ride, int64_t by) {
    int64_t there = now + ride;
    if (there <= by && is_home(day, there, f)) return 1;
    if (f == day->num_meals) return 0;
    const int32_t *meal = day->meals + 3 * f;
    int64_t eaten = larger(now, meal[0]) + meal[2] + ride;
    return (larger(now, meal[0]) <= meal[1] && eaten <= by && is_home(day, eaten, f + 1))
        || (there <= by && last_leave(day, grid, f, now, there, 0) >= 0)
        || (day->can_pause && there <= by && now < meal[0] && there > meal[1] - grid->step && is_home(day, there + meal[2], f + 1));
}

/* Takes what ending the day at the e-th end is worth, leaving i with f meals, for what may follow without a visit. */
static void go_home_from(const Day *day, const Grid *grid, int64_t i, int64_t f, int64_t e) {
    int64_t way = i * day->num_nodes + grid->ends[e], step = grid->step, first = grid->est[i];
    int64_t last = f < day->num_meals ? smaller(grid->num_times - 1, (day->meals[3 * f + 1] - day->start) / step) : grid->num_times - 1;
    float *best = grid->best + CELL(grid, day, 0, f, i);
    if (day->direct[way] < NEVER) {
        int64_t ride = day->direct[way], by = smaller(day->end, day->latest[way]);
        float worth = (float)(grid->after[e] - day->direct_loss[way] - grid->money * day->direct_cny[way]);
        int64_t t = by - ride < day->start ? -1 : smaller(last, (by - ride - day->start) / step);
        while (t >= first && best[t] < worth && !fits_home(day, grid, f, day->start + t * step, ride, by)) t--;
        raise_until(best, t, first, worth);
    }
    for (int64_t r = day->first[way]; r < day->first[way + 1]; r++) {
        const Ride *ride = day->rides + r;
        raise_until(best, smaller(last, last_leave(day, grid, f, ride->depart, ride->arrive, 0)), first,
                    (float)(grid->after[e] - ride->loss - grid->money * ride->cny));
    }
    for (int64_t r = day->meal_first[way]; !f && day->num_meals && r < day->meal_first[way + 1]; r++) {
        const Ride *ride = day->meal_rides + r;
        raise_until(best, smaller(last, last_leave(day, grid, f, ride->depart, ride->arrive, 1)), first,
                    (float)(grid->after[e] - ride->loss - grid->money * ride->cny));
    }
}

/* Takes what going on to j is worth, which may count already with less. Where the second is as good there is no next. */
static void improve(const Grid *grid, const float *value, int64_t first, int64_t top, size_t cell, int32_t j) {
    float *restrict best = grid->best + cell, *restrict second = grid->second + cell;
    int32_t *restrict next = grid->next + cell;
    for (int64_t t = first; t <= top; t++) {
        float v = value[t], b = best[t], s = second[t];
        int32_t n = next[t];
        float most = v > b ? v : b, other = v > b ? b : v > s ? v : s;
        other = n == j ? s : other;
        best[t] = most;
        second[t] = other;
        next[t] = other == most ? -1 : v > b ? j : n;
    }
}

/* Sites worth going on to, those worth most first. */
static int32_t *by_worth(const Grid *grid) {
    Child *children = malloc(sizeof(Child) * (size_t)(grid->num_useful + 1));
    int32_t *sites = malloc(sizeof(int32_t) * (size_t)(grid->num_useful + 1));
    for (int64_t u = 0; u < grid->num_useful; u++) children[u] = (Child){grid->worth[grid->useful[u]], grid->useful[u], 0};
    qsort(children, (size_t)grid->num_useful, sizeof(Child), downward);
    for (int64_t u = 0; u < grid->num_useful; u++) sites[u] = children[u].j;
    free(children);
    return sites;
}

/* Grid times of leaving a site, and when the next one is left at the earliest by who leaves then: as hungry, or fed. */
typedef struct { int16_t first, last, leave, fed_leave; } Span;

typedef struct {
    int32_t j;
    float gain;                  /* of the best of rides */
    size_t spans;                /* the first one; they end where those of the next pair begin */
} Pair;

/* The pairs of sites between which one may go, which levels share: those of a site and of meals had in a row. */
typedef struct {
    Pair *pairs;
    Span *spans;
    size_t *first, num_pairs, num_spans, room;   /* first: [site worth going on to][meals had] into pairs */
} Pairs;

static void add_spans(const Day *day, const Grid *grid, Pairs *pairs, const Way *way) {
    int64_t step = grid->step, quick = day->quick[way->way], at = spot(grid, quick), j = way->j;
    int64_t last = smaller(way->last, (day->end - quick - day->start) / step), noon = 0;
    const int16_t *leave = stay_of(day, grid, 0, way->f, way->f, j, grid->plain).leave + at, *fed_leave = leave;
    if (way->meal) {
        fed_leave = stay_of(day, grid, 0, way->f + 1, way->f + 1, j, grid->plain).leave + at;
        noon = (way->meal[0] + way->meal[2] - day->start) / step;
    }
    if (pairs->num_spans + (size_t)grid->num_times > pairs->room) {
        pairs->room = 2 * pairs->room + (size_t)grid->num_times;
        pairs->spans = realloc(pairs->spans, sizeof(Span) * pairs->room);
    }
    for (int64_t t = way->first; t <= last; t += SPAN)
        pairs->spans[pairs->num_spans++] =
            (Span){(int16_t)t, (int16_t)smaller(t + SPAN - 1, last), leave[t], (int16_t)larger(noon, fed_leave[t])};
}

static Pairs pairs_of(const Day *day, const Grid *grid) {
    int64_t num = grid->num_useful, meals = day->num_meals + 1;
    int32_t *sites = by_worth(grid);
    Pairs pairs = {.pairs = malloc(sizeof(Pair) * (size_t)(num * num * meals + 1)), .first = malloc(sizeof(size_t) * (size_t)(num * meals + 1))};
    for (int64_t u = 0; u < num; u++)
        for (int64_t f = 0; f < meals; f++) {
            pairs.first[u * meals + f] = pairs.num_pairs;
            for (int64_t v = 0; v < num; v++) {
                int64_t i = grid->useful[u], j = sites[v];
                if (j == i || day->quick[i * day->num_nodes + j] > day->max_minutes) continue;
                Way way = way_between(day, grid, i, f, j);
                if (way.first > way.last) continue;
                pairs.pairs[pairs.num_pairs++] = (Pair){(int32_t)j, (float)(grid->worth[j] - day->low[way.way]), pairs.num_spans};
                add_spans(day, grid, &pairs, &way);
            }
        }
    pairs.first[num * meals] = pairs.num_pairs;
    pairs.pairs[pairs.num_pairs].spans = pairs.num_spans;
    free(sites);
    return pairs;
}

/* Takes what going on from i with f meals had can lead to, after which k - 1 visits may follow. What follows never rises
   with time, so spans after which not even `news` (what follows, where it is more than with a visit less) is more than
   the second best are left out. */
static void go_on_from(const Day *day, const Grid *grid, const Pairs *pairs, int64_t k, int64_t u, int64_t f, const float *news, float *value) {
    int64_t i = grid->useful[u], meals = day->num_meals + 1;
    size_t cell = CELL(grid, day, k, f, i);
    const float *second = grid->second + cell;
    const Pair *past = pairs->pairs + pairs->first[u * meals + f + 1];
    for (const Pair *pair = pairs->pairs + pairs->first[u * meals + f]; pair < past; pair++) {
        const float *hungry = news + CELL(grid, day, 0, f, pair->j), *fed = news + CELL(grid, day, 0, smaller(f + 1, meals - 1), pair->j);
        int64_t first = grid->num_times, last = -1;
        for (const Span *span = pairs->spans + pair->spans; span < pairs->spans + pair[1].spans; span++) {
            int more = larger_float(hungry[span->leave], fed[span->fed_leave]) + pair->gain > second[span->last];
            first = more && span->first < first ? span->first : first;
            last = more ? span->last : last;
        }
        if (last < 0) continue;
        Way way = way_between(day, grid, i, f, pair->j);
        narrow(day, grid, &way, first, last);
        improve(grid, value, first, along(day, grid, value, k - 1, &way), cell, pair->j);
    }
}

/* Begins a level with what the one before found, and puts into `news` up to when that is more than with a visit less. */
static void begin_level(const Day *day, const Grid *grid, int64_t k, float *news) {
    size_t cells = CELL(grid, day, 1, 0, 0);
    float *best = grid->best + cells * (size_t)(k - 1), *second = grid->second + cells * (size_t)(k - 1);
    int32_t *next = grid->next + cells * (size_t)(k - 1);
    memcpy(best + cells, best, cells * sizeof(float));
    memcpy(second + cells, second, cells * sizeof(float));
    memcpy(next + cells, next, cells * sizeof(int32_t));
    memcpy(news, best, cells * sizeof(float));
    for (size_t row = 0; row < cells && k > 1; row += (size_t)grid->num_times + 1)
        for (size_t at = row + (size_t)grid->num_times; at + 1 > row; at--) {
            if (best[at] != (best - cells)[at] || second[at] != (second - cells)[at]) break;
            news[at] = -INFINITY;
        }
}

/* Fills grid->best, second, next for 0..max_visits visits left: time on a grid rounded down, no return to the site
   before the last, a merging of labels otherwise; 1 when done, 0 when time ran out. */
EXPORT int64_t complete(const Day *day, const Grid *grid, Watch *watch) {
    int64_t meals = day->num_meals + 1;
    size_t cells = CELL(grid, day, 1, 0, 0);
    float *value = malloc(sizeof(float) * (size_t)(grid->num_times + 1)), *news = malloc(sizeof(float) * cells);
    Pairs pairs = pairs_of(day, grid);
    int done = 1;
    for (size_t cell = 0; cell < cells; cell++) { grid->best[cell] = grid->second[cell] = LOW; grid->next[cell] = -1; }
    for (int64_t u = 0; u < grid->num_useful; u++) {
        int64_t i = grid->useful[u];
        for (int64_t f = 0; f < meals; f++)
            for (int64_t e = 0; e < grid->num_ends; e++)
                if (grid->after[e] > LOW / 2 && day->quick[i * day->num_nodes + grid->ends[e]] <= day->max_minutes)
                    go_home_from(day, grid, i, f, e);
    }
    for (int64_t k = 1; k <= day->max_visits && done; k++) {
        begin_level(day, grid, k, news);
        for (int64_t u = 0; u < grid->num_useful && done; u++) {
            watch->work += pace(day) * (1 + num_ways(day, grid, grid->useful[u]) / 16);
            done = !is_over(watch);
            for (int64_t f = 0; f < meals; f++) go_on_from(day, grid, &pairs, k, u, f, news, value);
        }
    }
    free(value);
    free(news);
    free(pairs.pairs);
    free(pairs.spans);
    free(pairs.first);
    return done;
}

/* ---------------------------------------------------------------- tours of a day: the best of each origin, or all above a value */

typedef struct {
    int64_t num_origins;
    const int32_t *origins;
    const double *move;          /* [origin][end] price of going from bed to bed; above NOT_ALLOWED where one may not */
    const double *before;        /* [origin], when listing */
    double cutoff;               /* when listing: least value of before + tour + after; raised when there is no room */
    int64_t effort;              /* labels an origin, when looking for the best */
    double *value;               /* [origin] the best, or a bound on it */
    int64_t room, num;           /* tours */
    int32_t *head;               /* [tour][origin, end, minutes, loss, cny] */
    int16_t *sites;              /* [tour][max_visits] in order of visit, -1 after the last */
    double *score;               /* [tour] */
} Tours;

typedef struct {
    const Day *day;
    const Grid *grid;
    Tours *tours;
    Watch *watch;
    int listing;
    int64_t origin, labels_left;
    double best;                 /* of this origin */
    int64_t *num_ways;           /* [node] */
    int32_t *slots;              /* hash table of listed tours */
    int64_t num_slots;
    int16_t path[MOST_VISITS];
    Label *labels[MOST_VISITS + 1];
    Label *children[MOST_VISITS + 1];
    Child *order[MOST_VISITS + 1];
    Child **likely;              /* [visits left][node]: when listing, sites by the most that going there can bring */
} Walk;

static uint64_t mix(uint64_t x) {
    x ^= x >> 33; x *= 0xff51afd7ed558ccdULL;
    x ^= x >> 33; x *= 0xc4ceb9fe1a85ec53ULL;
    return x ^ (x >> 33);
}

static uint64_t name_of(const Day *day, const int32_t *head, const int16_t *sites) {
    uint64_t sum = mix((uint64_t)(head[0] * 65536 + head[1]) + 1);
    for (int64_t v = 0; v < day->max_visits && sites[v] >= 0; v++) sum += mix((uint64_t)sites[v] + 0x10000000ULL);
    return day->with_money ? mix(sum + (uint64_t)head[4]) : sum;
}

static int same_tour(const Day *day, const int32_t *a, const int16_t *x, const int32_t *b, const int16_t *y) {
    if (a[0] != b[0] || a[1] != b[1] || (day->with_money && a[4] != b[4])) return 0;
    for (int64_t v = 0; v < day->max_visits; v++) {
        int64_t w = 0;
        if (x[v] < 0) return y[v] < 0;
        while (w < day->max_visits && y[w] != x[v]) w++;
        if (w == day->max_visits) return 0;
    }
    return 1;
}

static int64_t slot_of(const Walk *walk, const int32_t *head, const int16_t *sites) {
    const Tours *tours = walk->tours;
    int64_t k = walk->day->max_visits, slot = (int64_t)(name_of(walk->day, head, sites) & (uint64_t)(walk->num_slots - 1));
    while (walk->slots[slot] >= 0 && !same_tour(walk->day, head, sites, tours->head + 5 * walk->slots[slot], tours->sites + k * walk->slots[slot]))
        slot = (slot + 1) & (walk->num_slots - 1);
    return slot;
}

static void fill_slots(Walk *walk, int64_t num_slots) {
    const Tours *tours = walk->tours;
    free(walk->slots);
    walk->num_slots = num_slots;
    walk->slots = malloc(sizeof(int32_t) * (size_t)num_slots);
    for (int64_t s = 0; s < num_slots; s++) walk->slots[s] = -1;
    for (int64_t n = 0; n < tours->num; n++)
        walk->slots[slot_of(walk, tours->head + 5 * n, tours->sites + walk->day->max_visits * n)] = (int32_t)n;
}

static int upward(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Drops the lower half of the tours listed so far. */
static void make_room(Walk *walk) {
    Tours *tours = walk->tours;
    int64_t kept = 0, k = walk->day->max_visits;
    double *sorted = malloc(sizeof(double) * (size_t)tours->num);
    memcpy(sorted, tours->score, sizeof(double) * (size_t)tours->num);
    qsort(sorted, (size_t)tours->num, sizeof(double), upward);
    double middle = sorted[tours->num / 2];
    free(sorted);
    for (int64_t n = 0; n < tours->num; n++) {
        if (tours->score[n] <= middle) continue;
        tours->score[kept] = tours->score[n];
        memmove(tours->head + 5 * kept, tours->head + 5 * n, 5 * sizeof(int32_t));
        memmove(tours->sites + k * kept, tours->sites + k * n, (size_t)k * sizeof(int16_t));
        kept++;
    }
    tours->num = kept;
    tours->cutoff = middle + 1e-9;
    fill_slots(walk, walk->num_slots);
}

static void keep_tour(Walk *walk, int depth, int64_t e, const Label *label, double score) {
    Tours *tours = walk->tours;
    int64_t k = walk->day->max_visits;
    if (tours->num == tours->room) make_room(walk);
    if (score < tours->cutoff) return;
    int32_t *head = tours->head + 5 * tours->num;
    int16_t *sites = tours->sites + k * tours->num;
    head[0] = (int32_t)walk->origin; head[1] = (int32_t)e;
    head[2] = label->minutes; head[3] = label->loss; head[4] = label->cny;
    for (int64_t v = 0; v < k; v++) sites[v] = v < depth ? walk->path[v] : -1;
    int64_t slot = slot_of(walk, head, sites), old = walk->slots[slot];
    if (old < 0) {
        tours->score[tours->num] = score;
        walk->slots[slot] = (int32_t)tours->num++;
        if (2 * tours->num > walk->num_slots) fill_slots(walk, 4 * walk->num_slots);
        return;
    }
    if (score <= tours->score[old]) return;
    tours->score[old] = score;
    memcpy(tours->head + 5 * old, head, 5 * sizeof(int32_t));
    memcpy(tours->sites + k * old, sites, (size_t)k * sizeof(int16_t));
}

static void best_tour(Walk *walk, int depth, int64_t e, const Label *label, double value) {
    Tours *tours = walk->tours;
    int64_t k = walk->day->max_visits, o = walk->origin;
    if (value <= walk->best) return;
    walk->best = value;
    int32_t *head = tours->head + 5 * o;
    head[0] = (int32_t)o; head[1] = (int32_t)e;
    head[2] = label->minutes; head[3] = label->loss; head[4] = label->cny;
    for (int64_t v = 0; v < k; v++) tours->sites[k * o + v] = v < depth ? walk->path[v] : -1;
}

static inline double cost_of(const Grid *grid, const Label *label) { return label->loss + grid->money * label->cny; }

static void go_home(Walk *walk, int depth, int64_t here, const Label *labels, int n, double earned, double least_cost, int64_t least_minutes) {
    const Day *day = walk->day;
    const Grid *grid = walk->grid;
    Label there[MOST_LABELS];
    double base = walk->listing ? walk->tours->before[walk->origin] : 0.0;
    if (!depth) earned -= grid->empty;
    for (int64_t e = 0; e < grid->num_ends; e++) {
        int64_t end = grid->ends[e], way = here * day->num_nodes + end;
        if (grid->after[e] <= LOW / 2 || least_minutes + day->quick[way] > day->max_minutes) continue;
        double move = walk->tours->move[walk->origin * grid->num_ends + e], gain = earned + grid->after[e] - move;
        if (move > NOT_ALLOWED) continue;
        double most = gain - least_cost - day->low[way];
        if (walk->listing ? base + most < walk->tours->cutoff : most <= walk->best) continue;
        int m = reach(day, 1, labels, n, here, end, there);
        if (!m) continue;
        if (!walk->listing) {
            const Label *best = best_of(there, m, grid->money);
            best_tour(walk, depth, e, best, gain - cost_of(grid, best));
            continue;
        }
        for (int q = 0; q < m; q++) {
            double score = base + gain - cost_of(grid, there + q);
            if (score >= walk->tours->cutoff) keep_tour(walk, depth, e, there + q, score);
        }
    }
}

/* What a label may still lead to at site j, its own cost included; `left` visits may follow. */
static double ahead(const Walk *walk, int64_t left, const Label *label, int64_t j, int depth) {
    const Day *day = walk->day;
    const Grid *grid = walk->grid;
    size_t cell = CELL(grid, day, left, label->fed, j) + (size_t)steps(grid, label->time - day->start);
    float most = grid->best[cell];
    for (int v = 0; v < depth; v++)
        if (walk->path[v] == grid->next[cell]) { most = grid->second[cell]; break; }
    return most - cost_of(grid, label);
}

/* Sites to go on to from a node and the most that going there can bring at the best of times; made when first asked for,
   and when listing those first that can bring most. */
static const Child *likely(Walk *walk, int64_t left, int64_t here) {
    const Day *day = walk->day;
    const Grid *grid = walk->grid;
    Child **at = walk->likely + left * day->num_nodes + here;
    if (*at) return *at;
    *at = malloc(sizeof(Child) * (size_t)(grid->num_useful + 1));
    for (int64_t u = 0; u < grid->num_useful; u++) {
        int64_t j = grid->useful[u];
        double most = LOW;
        for (int64_t f = 0; f <= day->num_meals; f++) most = larger_double(most, grid->best[CELL(grid, day, left, f, j) + (size_t)grid->est[j]]);
        (*at)[u] = (Child){grid->worth[j] - day->low[here * day->num_nodes + j] + most + grid->slack, (int32_t)j, 0};
    }
    if (walk->listing) qsort(*at, (size_t)grid->num_useful, sizeof(Child), downward);
    return *at;
}

/* The children worth visiting of a label set; how many. */
static int grow(Walk *walk, int depth, int64_t here, const Label *labels, int n, double earned, double least_cost, int64_t least_minutes) {
    const Day *day = walk->day;
    const Grid *grid = walk->grid;
    double least = walk->listing ? walk->tours->cutoff - walk->tours->before[walk->origin] : walk->best;
    int64_t left = day->max_visits - depth - 1, least_time = NEVER;
    const Child *likely_sites = likely(walk, left, here);
    int num = 0;
    for (int q = 0; q < n; q++) least_time = smaller(least_time, labels[q].time);
    for (int64_t u = 0; u < grid->num_useful; u++) {
        int64_t j = likely_sites[u].j, way = here * day->num_nodes + j;
        if (earned - least_cost + likely_sites[u].bound < least) {
            if (walk->listing) break;
            continue;
        }
        if (least_minutes + day->quick[way] > day->max_minutes) continue;
        int64_t over = least_time + day->quick[way] + day->length[j] - day->start, seen = 0;
        if (over > day->end - day->start) continue;
        double most = LOW;
        for (int64_t f = 0; f <= day->num_meals; f++)
            most = larger_double(most, grid->best[CELL(grid, day, left, f, j) + (size_t)larger(grid->est[j], steps(grid, over))]);
        most += earned + grid->worth[j] - least_cost - day->low[way] + grid->slack;
        if (walk->listing ? most < least : most <= least) continue;
        for (int v = 0; v < depth; v++) seen |= walk->path[v] == j;
        if (seen) continue;
        Label *out = walk->children[depth] + (int64_t)num * MOST_LABELS;
        int m = reach(day, 1, labels, n, here, j, out);
        if (!m) continue;
        walk->path[depth] = (int16_t)j;
        double bound = LOW;
        for (int q = 0; q < m; q++) bound = larger_double(bound, ahead(walk, left, out + q, j, depth + 1));
        bound += earned + grid->worth[j] + grid->slack;
        if (walk->listing ? bound < least : bound <= least) continue;
        walk->order[depth][num] = (Child){bound, (int32_t)j, (int32_t)(num * 64 + m)};
        num++;
    }
    if (!walk->listing) qsort(walk->order[depth], (size_t)num, sizeof(Child), downward);
    return num;
}

/* Depth first; 0 when time or effort ran out. */
static int explore(Walk *walk, int depth, int64_t here, const Label *labels, int n, double earned) {
    const Day *day = walk->day;
    const Grid *grid = walk->grid;
    double least_cost = 1e18, base = walk->listing ? walk->tours->before[walk->origin] : 0.0;
    int64_t least_minutes = NEVER;
    for (int q = 0; q < n; q++) {
        least_cost = -larger_double(-least_cost, -cost_of(grid, labels + q));
        least_minutes = smaller(least_minutes, labels[q].minutes);
    }
    walk->watch->work += 1 + walk->num_ways[here] / 64;
    if ((walk->labels_left-- & 63) == 0 && is_over(walk->watch)) return 0;
    if (!walk->listing && walk->labels_left < 0) return 0;
    go_home(walk, depth, here, labels, n, earned, least_cost, least_minutes);
    if (depth == day->max_visits) return 1;
    int num = grow(walk, depth, here, labels, n, earned, least_cost, least_minutes);
    for (int c = 0; c < num; c++) {
        Child *child = walk->order[depth] + c;
        if (walk->listing ? base + child->bound < walk->tours->cutoff : child->bound <= walk->best) {
            if (walk->listing) continue;
            break;
        }
        walk->path[depth] = (int16_t)child->j;
        const Label *theirs = walk->children[depth] + (int64_t)(child->n / 64) * MOST_LABELS;
        if (!explore(walk, depth + 1, child->j, theirs, child->n % 64, earned + grid->worth[child->j])) {
            if (depth == 0 && !walk->listing) walk->best = larger_double(walk->best, child->bound);
            return 0;
        }
    }
    return 1;
}

static void open_walk(Walk *walk, const Day *day, const Grid *grid, Tours *tours, Watch *watch, int listing) {
    memset(walk, 0, sizeof(Walk));
    walk->day = day; walk->grid = grid; walk->tours = tours; walk->watch = watch; walk->listing = listing;
    walk->likely = calloc((size_t)(day->max_visits * day->num_nodes + 1), sizeof(Child *));
    walk->num_ways = malloc(sizeof(int64_t) * (size_t)day->num_nodes);
    for (int64_t i = 0; i < day->num_nodes; i++) walk->num_ways[i] = num_ways(day, grid, i);
    for (int64_t k = 0; k < day->max_visits; k++) {
        walk->children[k] = malloc(sizeof(Label) * MOST_LABELS * (size_t)(grid->num_useful + 1));
        walk->order[k] = malloc(sizeof(Child) * (size_t)(grid->num_useful + 1));
    }
}

static void close_walk(Walk *walk) {
    for (int64_t k = 0; k < walk->day->max_visits; k++) { free(walk->children[k]); free(walk->order[k]); }
    for (int64_t at = 0; at < walk->day->max_visits * walk->day->num_nodes; at++) free(walk->likely[at]);
    free(walk->likely);
    free(walk->num_ways);
    free(walk->slots);
}

/* Whether an origin can end the day anywhere; where it cannot, everything would be tried. */
static int can_end(const Grid *grid, const Tours *tours, int64_t o) {
    for (int64_t e = 0; e < grid->num_ends; e++) {
        int64_t way = o * grid->num_ends + e;
        if (grid->after[e] > LOW / 2 && tours->move[way] <= NOT_ALLOWED && grid->reach[way]) return 1;
    }
    return 0;
}

/* The best tour of each origin, `after` included: value, head and sites; an origin whose effort ran out has a bound
   for a value. How many were exact; -1 when time ran out. */
EXPORT int64_t best_tours(const Day *day, const Grid *grid, Tours *tours, Watch *watch) {
    Walk walk;
    Label start[1];
    int64_t exact = 0, over = 0;
    open_walk(&walk, day, grid, tours, watch, 0);
    begin_day(day, start);
    for (int64_t o = 0; o < tours->num_origins && !over; o++) {
        walk.origin = o;
        walk.best = LOW / 2;   /* so that nothing is tried where no end can follow */
        walk.labels_left = tours->effort;
        tours->head[5 * o] = -1;
        if (can_end(grid, tours, o)) {
            exact += explore(&walk, 0, tours->origins[o], start, 1, 0.0);
            over = is_over(watch);
        } else exact++;
        tours->value[o] = walk.best > LOW / 2 ? walk.best : LOW;
    }
    close_walk(&walk);
    return over ? -1 : exact;
}

/* All tours with before + value + after at or above the cutoff, of those with equal ends and sites the best;
   1 when done, 0 when time ran out. */
EXPORT int64_t list_tours(const Day *day, const Grid *grid, Tours *tours, Watch *watch) {
    Walk walk;
    Label start[1];
    int64_t done = 1;
    open_walk(&walk, day, grid, tours, watch, 1);
    tours->num = 0;
    fill_slots(&walk, 1 << 14);
    begin_day(day, start);
    for (int64_t o = 0; o < tours->num_origins && done; o++) {
        walk.origin = o;
        if (tours->before[o] > LOW / 2 && can_end(grid, tours, o))
            done = explore(&walk, 0, tours->origins[o], start, 1, 0.0);
    }
    close_walk(&walk);
    return done;
}

/* ---------------------------------------------------------------- chains of tours */

typedef struct {
    int32_t *town, *before, *choice, *beds, *cny;
    uint64_t *mask;
    double *value;
} States;

typedef struct {
    int32_t *end, *beds, *cny;
    uint64_t *mask;
    double *value, *then;        /* then: what can follow at most */
} Choices;

/* Fills follow[town][set]: the most that can follow being in a town in the morning, a set of the first critical sites
   visited before; `after` is the same in the evening. */
EXPORT void follow_day(int64_t num_towns, const int64_t *first_choice, const Choices *choices, int64_t num_sets, const double *after,
                       double *follow, Watch *watch) {
    for (int64_t q = 0; q < num_towns * num_sets; q++) follow[q] = LOW;
    for (int64_t o = 0; o < num_towns; o++)
        for (int64_t c = first_choice[o]; c < first_choice[o + 1]; c++) {
            int64_t own = (int64_t)(choices->mask[c] & (uint64_t)(num_sets - 1));
            const double *then = after + choices->end[c] * num_sets;
            double *best = follow + o * num_sets, value = choices->value[c];
            for (int64_t set = 0; set < num_sets; set++)
                if (!(set & own) && value + then[set | own] > best[set]) best[set] = value + then[set | own];
        }
    watch->work += 1 + (first_choice[num_towns] - first_choice[0]) * num_sets / 512;
}

/* Joins the states of a morning, grouped by town, with the tours of the day, grouped by origin and sorted by what
   they and what follows are worth, best first; `follow` is that of follow_day for the evening. Returns the number of states of the
   evening, -1 when there is no room, -2 without time. */
EXPORT int64_t join_day(int64_t num_towns, const int64_t *first_state, const States *states, const int64_t *first_choice,
                        const Choices *choices, int64_t num_sets, const double *follow, double least,
                        int64_t most_beds, int64_t most_cny, int64_t room, States *out, Watch *watch) {
    int64_t num_slots = 1024, n = 0;
    while (num_slots < 2 * room && num_slots < (1 << 16)) num_slots *= 2;
    int32_t *slots = malloc(sizeof(int32_t) * (size_t)num_slots);
    for (int64_t s = 0; s < num_slots; s++) slots[s] = -1;
    for (int64_t o = 0; o < num_towns; o++)
        for (int64_t i = first_state[o]; i < first_state[o + 1]; i++) {
            int64_t c = first_choice[o], last = first_choice[o + 1];
            for (; c < last; c++) {
                double value = states->value[i] + choices->value[c];
                int32_t end = choices->end[c];
                if (value + choices->then[c] < least) break;
                if (states->mask[i] & choices->mask[c]) continue;
                int32_t beds = states->beds[i] + choices->beds[c], cny = states->cny[i] + choices->cny[c];
                if (beds > most_beds || cny > most_cny) continue;
                uint64_t mask = states->mask[i] | choices->mask[c];
                if (value + follow[end * num_sets + (int64_t)(mask & (uint64_t)(num_sets - 1))] < least) continue;
                uint64_t key = mix(mask * 31 + (uint64_t)end * 0x9e3779b97f4a7c15ULL + (uint64_t)beds * 1000003 + (uint64_t)cny);
                int64_t slot = (int64_t)(key & (uint64_t)(num_slots - 1)), at;
                while ((at = slots[slot]) >= 0 && !(out->town[at] == end && out->mask[at] == mask && out->beds[at] == beds && out->cny[at] == cny))
                    slot = (slot + 1) & (num_slots - 1);
                if (at >= 0 && value <= out->value[at]) continue;
                if (at < 0) {
                    if (n >= room) { free(slots); return -1; }
                    at = n++;
                    slots[slot] = (int32_t)at;
                    out->town[at] = end; out->mask[at] = mask; out->beds[at] = beds; out->cny[at] = cny;
                }
                out->value[at] = value; out->before[at] = (int32_t)i; out->choice[at] = (int32_t)c;
                if (2 * n > num_slots) {
                    free(slots);
                    num_slots *= 4;
                    slots = malloc(sizeof(int32_t) * (size_t)num_slots);
                    for (int64_t s = 0; s < num_slots; s++) slots[s] = -1;
                    for (int64_t q = 0; q < n; q++) {
                        key = mix(out->mask[q] * 31 + (uint64_t)out->town[q] * 0x9e3779b97f4a7c15ULL + (uint64_t)out->beds[q] * 1000003 + (uint64_t)out->cny[q]);
                        slot = (int64_t)(key & (uint64_t)(num_slots - 1));
                        while (slots[slot] >= 0) slot = (slot + 1) & (num_slots - 1);
                        slots[slot] = (int32_t)q;
                    }
                }
            }
            watch->work += 1 + (c - first_choice[o]) / 64;
            if (is_over(watch)) { free(slots); return -2; }
        }
    free(slots);
    return n;
}

/* Marks the states that none of the better ones in the same town beats; states are sorted by town, then value, best
   first, and each is compared with `rivals` of the best. `exact` are the bits in which no state beats another. */
EXPORT void undominated(int64_t num_towns, const int64_t *first, const States *states, uint64_t exact, int64_t rivals, uint8_t *keep) {
    for (int64_t o = 0; o < num_towns; o++)
        for (int64_t i = first[o]; i < first[o + 1]; i++) {
            int64_t met = 0;
            keep[i] = 1;
            for (int64_t j = first[o]; j < i && met < rivals; j++) {
                if (!keep[j]) continue;
                met++;
                if (!(states->mask[j] & ~states->mask[i]) && !((states->mask[j] ^ states->mask[i]) & exact)
                    && states->beds[j] <= states->beds[i] && states->cny[j] <= states->cny[i]) { keep[i] = 0; break; }
            }
        }
}

/* ---------------------------------------------------------------- large-neighbourhood search over the whole trip */

typedef struct {
    int64_t num_days, num_sites, num_nodes, most_visits, num_near, num_near_towns, num_towns;
    const Day *const *days;          /* [day][hire] */
    const double *worth;             /* [day][site] of a visit, its own money at its price included */
    double bed, back, money;         /* prices of another bed, of a bed once left, of a CNY of rides */
    int64_t num_hires;               /* ways to go about a day: without a vehicle, with each one */
    const double *night;             /* [day][node] price of ending the day there */
    const double *empty;             /* [day] price of no visit on it */
    const uint8_t *allowed;          /* [day + 1][node] where the trip may be before and after each day */
    const int32_t *near;             /* [site][num_near] sites, the nearest first */
    const int32_t *near_towns;       /* [node][num_near_towns] */
    const int32_t *towns;            /* [num_towns] */
    int64_t num_limits;              /* of money */
    const int32_t *most_cny;         /* of all, rides, tickets and nights */
    int64_t max_beds;                /* -1: none */
    const int32_t *night_cny;        /* [node] */
    double penalty;                  /* of each CNY over the budget, and a thousandth of each other lapse */
    int64_t num_rules;
    const int32_t *rule_first, *rule_of;   /* [site] into rule_of */
    const int32_t *night_first, *night_rule;   /* [day][node] into night_rule: what ending a day there counts for */
    const int32_t *at_least, *at_most;     /* [rule] */
    double reorder_days;             /* how often days change places */
    double shift_days;               /* above it: how often days are emptied and come earlier or later */
    double ruin_days;                /* above it: how often whole days are ruined, their nights with them */
    double ruin_strings;             /* above ruin_days: how often strings of visits are */
    double by_time;                  /* how often visits are chosen by what they bring for their time */
    double idle;                     /* price of a minute by which days end later; to break ties where travel has no price */
    double must_worth;               /* bonus in the worth of sites that must be visited: what a lapse of a rule costs */
    int64_t num_must;
    const uint8_t *must;             /* [site] */
    const int32_t *bed_of;           /* [node] */
    const uint8_t *is_home;          /* [node] whether the trip starts and ends in its bed */
    const uint8_t *may_stay;         /* [node][node] whether a day that begins here may end there */
    const int32_t *first_night, *later_night;   /* [node] nodes of its bed for a first night and for later ones */
    const double *hire_loss;         /* [hire] */
    const int32_t *hire_cny;
    int64_t num_passes;
    const int32_t *pass_first, *pass_site;   /* [pass] into pass_site */
    const uint8_t *pass_day;         /* [pass][day] whether it holds */
    const double *pass_loss, *ticket_loss;   /* [pass], [site] */
    const int32_t *pass_cny;
} Trip;

typedef struct {
    int32_t *sites;                  /* [day][most_visits] */
    int32_t *num, *town;             /* [day], [day + 1] */
    int32_t *minutes, *loss, *cny;   /* [day] of the rides */
    int32_t *over;                   /* [day] minute at which the day ends at the earliest */
    int32_t *hire;                   /* [day] */
} Plan;

typedef struct {
    int64_t room, num;               /* tours met in good plans, written round and round */
    int32_t *tour;                   /* [tour][day, start, end, minutes, loss, cny, hire, sites...] */
} Pool;

typedef struct { int32_t at, minutes, loss, cny, push; double gain; } Place;   /* best insertion of a site into a day, and by how much it delays what follows */

typedef struct {
    const Trip *trip;
    Plan *plan;
    uint64_t *random;
    uint8_t *visited, *changed;
    int32_t *count;                  /* [rule] */
    Place *places;                   /* [day][site] */
    Label *prefix;                   /* [most_visits + 1][MOST_LABELS] */
    int *num_prefix;
    int64_t *by, *early;             /* [most_visits + 1] latest arrival at a visit or the end; earliest leave before it */
    uint8_t *opened;                 /* [site] by a pass */
    int32_t *entered;                /* [node] how often one comes to a bed */
} Search;

static const Day *day_of(const Search *s, int64_t d) { return s->trip->days[d * s->trip->num_hires + s->plan->hire[d]]; }

static uint64_t draw(uint64_t *random) {
    uint64_t x = *random;
    x ^= x >> 12; x ^= x << 25; x ^= x >> 27;
    *random = x;
    return x * 2685821657736338717ULL;
}
static double chance(Search *s) { return (double)(draw(s->random) >> 11) * (1.0 / 9007199254740992.0); }
static int64_t below(Search *s, int64_t n) { return (int64_t)((draw(s->random) >> 33) % (uint64_t)n); }

/* Labels at the start and after each visit of a day as it is planned; whether the day fits, its rides written down. */
static int walk_day(Search *s, int64_t d) {
    const Trip *trip = s->trip;
    const Day *day = day_of(s, d);
    Plan *plan = s->plan;
    Label there[MOST_LABELS];
    int64_t n = plan->num[d], node = plan->town[d];
    const int32_t *sites = plan->sites + d * trip->most_visits;
    s->num_prefix[0] = begin_day(day, s->prefix);
    for (int64_t p = 0; p < n; p++) {
        s->num_prefix[p + 1] = reach(day, 0, s->prefix + p * MOST_LABELS, s->num_prefix[p], node, sites[p], s->prefix + (p + 1) * MOST_LABELS);
        if (!s->num_prefix[p + 1]) return 0;
        node = sites[p];
    }
    int m = reach(day, 0, s->prefix + n * MOST_LABELS, s->num_prefix[n], node, plan->town[d + 1], there);
    if (!m) return 0;
    const Label *best = best_of(there, m, trip->money);
    plan->minutes[d] = best->minutes; plan->loss[d] = best->loss; plan->cny[d] = best->cny;
    plan->over[d] = best->time;
    for (int q = 0; q < m; q++) plan->over[d] = (int32_t)smaller(plan->over[d], there[q].time);
    return 1;
}

/* by[p]: the latest arrival at the p-th visit, or the end, of a day, meals aside. */
static void latest_arrivals(Search *s, int64_t d) {
    const Trip *trip = s->trip;
    const Day *day = day_of(s, d);
    const int32_t *sites = s->plan->sites + d * trip->most_visits;
    int64_t n = s->plan->num[d], node = s->plan->town[d + 1];
    s->by[n] = day->end;
    for (int64_t p = n - 1; p >= 0; p--) {
        int64_t begin = s->by[p + 1] - day->quick[sites[p] * day->num_nodes + node] - day->length[sites[p]];
        s->by[p] = -1;
        for (int64_t k = 0; k < day->num_windows; k++) {
            const int32_t *window = day->windows + 2 * (sites[p] * day->num_windows + k);
            if (window[0] <= begin) s->by[p] = larger(s->by[p], smaller(window[1], begin));
        }
        node = sites[p];
    }
}

static inline int64_t leave_after(const Day *day, int64_t site, int64_t there) {
    const int32_t *window = day->windows + 2 * site * day->num_windows;
    for (int64_t k = 0; k < day->num_windows; k++, window += 2)
        if (there <= window[1]) return larger(there, window[0]) + day->length[site];
    return NEVER;
}

/* Whether a site can come before the p-th visit, as far as the quickest rides and its hours tell. */
static inline int has_time(const Search *s, const Day *day, int64_t site, int64_t p, int64_t in, int64_t out) {
    return leave_after(day, site, s->early[p] + day->quick[in]) + day->quick[out] <= s->by[p];
}

static void keep_place(Place *best, Place new) {
    if (new.gain > best->gain || (new.gain == best->gain && best->at >= 0 && new.push < best->push)) *best = new;
}

/* Tries a site before the p-th visit of a day. */
static void try_place(Search *s, int64_t d, int64_t site, int64_t p, double worth, Place *best) {
    const Trip *trip = s->trip;
    const Day *day = day_of(s, d);
    const Plan *plan = s->plan;
    const int32_t *sites = plan->sites + d * trip->most_visits;
    Label a[MOST_LABELS], b[MOST_LABELS], *here = a, *there = b, *swap;
    int64_t n = plan->num[d], node = site, push = NEVER;
    int m = reach(day, 0, s->prefix + p * MOST_LABELS, s->num_prefix[p], p ? sites[p - 1] : plan->town[d], site, here);
    for (int64_t q = p; q <= n && m; q++) {
        int64_t next = q < n ? sites[q] : plan->town[d + 1];
        m = reach(day, 0, here, m, node, next, there);
        swap = here; here = there; there = swap;
        node = next;
        if (q == p) {
            for (int r = 0; r < m; r++) push = smaller(push, here[r].time);
            push -= s->early[p + 1];
        }
    }
    if (!m) return;
    const Label *end = best_of(here, m, trip->money);
    double gain = worth - (end->loss + trip->money * end->cny - plan->loss[d] - trip->money * plan->cny[d]);
    keep_place(best, (Place){(int32_t)p, end->minutes, end->loss, end->cny, (int32_t)push, gain});
}

/* The same where a look at the clock says all: rides at any time, no meals. */
static void place_plainly(const Search *s, int64_t d, int64_t site, int64_t p, int64_t in, int64_t out, int64_t gone, double gain, Place *best) {
    const Day *day = day_of(s, d);
    const Plan *plan = s->plan;
    const int32_t *sites = plan->sites + d * s->trip->most_visits;
    int64_t there = leave_after(day, site, s->early[p] + day->direct[in]) + day->direct[out];
    int64_t push = (p < plan->num[d] ? leave_after(day, sites[p], there) : there) - s->early[p + 1];
    keep_place(best, (Place){(int32_t)p, plan->minutes[d] + day->direct[in] + day->direct[out] - day->direct[gone],
                             plan->loss[d] + day->direct_loss[in] + day->direct_loss[out] - day->direct_loss[gone],
                             plan->cny[d] + day->direct_cny[in] + day->direct_cny[out] - day->direct_cny[gone], (int32_t)push, gain});
}

/* Fills the best place of a site in a day: that with the highest gain above `least`. */
static void place(Search *s, int64_t d, int64_t site, double least, int64_t low_minutes, double low_loss, Place *best) {
    const Trip *trip = s->trip;
    const Day *day = day_of(s, d);
    const Plan *plan = s->plan;
    const int32_t *sites = plan->sites + d * trip->most_visits;
    int64_t n = plan->num[d], nodes = day->num_nodes;
    double worth = trip->worth[d * trip->num_sites + site], most[MOST_VISITS + 1];
    best->at = -1;
    best->gain = least;
    for (int64_t p = 0; p <= n; p++) {
        int64_t from = p ? sites[p - 1] : plan->town[d], to = p < n ? sites[p] : plan->town[d + 1];
        int64_t in = from * nodes + site, out = site * nodes + to, gone = from * nodes + to;
        most[p] = worth - (low_loss + day->low[in] + day->low[out] - day->low[gone] - plan->loss[d]);
        if (trip->money) most[p] += trip->money * plan->cny[d];
        if (most[p] <= least || most[p] <= LOW / 2 || low_minutes + day->quick[in] + day->quick[out] - day->quick[gone] > day->max_minutes
            || !has_time(s, day, site, p, in, out)) most[p] = LOW;
        else if (day->is_plain) place_plainly(s, d, site, p, in, out, gone, most[p], best);
    }
    if (day->is_plain) return;
    for (;;) {   /* the most promising place first */
        int64_t first = 0;
        for (int64_t p = 1; p <= n; p++) if (most[p] > most[first]) first = p;
        if (most[first] <= best->gain && (most[first] < best->gain || most[first] <= least)) return;
        most[first] = LOW;
        try_place(s, d, site, first, worth, best);
    }
}

/* What a visit is worth more on a day that has none. */
static double if_empty(const Search *s, int64_t d) { return s->plan->num[d] ? 0 : s->trip->empty[d]; }

static double least_gain(const Search *s, int64_t d, int64_t site) {
    const Trip *trip = s->trip;
    return -trip->must_worth * (double)(trip->rule_first[site + 1] - trip->rule_first[site]) - if_empty(s, d);
}

static void find_places(Search *s, int64_t d) {
    const Trip *trip = s->trip;
    const Day *day = day_of(s, d);
    const Plan *plan = s->plan;
    const int32_t *sites = plan->sites + d * trip->most_visits;
    Place *places = s->places + d * trip->num_sites;
    int64_t minutes = 0, node = plan->town[d];
    double loss = 0;
    walk_day(s, d);
    latest_arrivals(s, d);
    for (int64_t p = 0; p <= plan->num[d]; p++) {
        s->early[p] = NEVER;
        for (int q = 0; q < s->num_prefix[p]; q++) s->early[p] = smaller(s->early[p], s->prefix[p * MOST_LABELS + q].time);
    }
    s->early[plan->num[d] + 1] = plan->over[d];
    for (int64_t p = 0; p <= plan->num[d]; p++) {
        int64_t next = p < plan->num[d] ? sites[p] : plan->town[d + 1];
        minutes += day->quick[node * day->num_nodes + next];
        loss += day->low[node * day->num_nodes + next];
        node = next;
    }
    for (int64_t site = 0; site < trip->num_sites; site++) {
        places[site].at = -1;
        if (plan->num[d] < day->max_visits && day->windows[2 * site * day->num_windows + 1] >= 0)
            place(s, d, site, least_gain(s, d, site), minutes, loss, places + site);
    }
}

/* What passes save, chosen one after the other, the one that saves most first; *loss becomes the same in the objective. */
static int64_t saved_of(Search *s, double *loss) {
    const Trip *trip = s->trip;
    const Plan *plan = s->plan;
    int64_t saved = 0;
    *loss = 0;
    if (!trip->num_passes) return 0;
    memset(s->opened, 0, (size_t)trip->num_sites);
    for (;;) {
        int64_t best = 0, best_pass = -1;
        double best_loss = 0;
        for (int64_t p = 0; p < trip->num_passes; p++) {
            int64_t cny = -trip->pass_cny[p];
            double lost = -trip->pass_loss[p];
            for (int64_t d = 0; d < trip->num_days; d++)
                for (int64_t v = 0; v < plan->num[d] && trip->pass_day[p * trip->num_days + d]; v++) {
                    int64_t site = plan->sites[d * trip->most_visits + v];
                    for (int64_t q = trip->pass_first[p]; q < trip->pass_first[p + 1]; q++)
                        if (trip->pass_site[q] == site && !s->opened[site]) { cny += trip->days[0]->site_cny[site]; lost += trip->ticket_loss[site]; }
                }
            if (cny > best) { best = cny; best_pass = p; best_loss = lost; }
        }
        if (best_pass < 0) return saved;
        saved += best;
        *loss += best_loss;
        for (int64_t d = 0; d < trip->num_days; d++)
            for (int64_t v = 0; v < plan->num[d] && trip->pass_day[best_pass * trip->num_days + d]; v++)
                for (int64_t q = trip->pass_first[best_pass]; q < trip->pass_first[best_pass + 1]; q++)
                    if (trip->pass_site[q] == plan->sites[d * trip->most_visits + v]) s->opened[trip->pass_site[q]] = 1;
    }
}

/* CNY of all, rides, tickets and nights, without what passes save. */
typedef struct { int64_t of[4]; } Spent;

static Spent cny_of(const Search *s) {
    const Trip *trip = s->trip;
    const Plan *plan = s->plan;
    Spent cny = {{0}};
    for (int64_t d = 0; d < trip->num_days; d++) {
        cny.of[1] += plan->cny[d] + trip->hire_cny[plan->hire[d]];
        if (d < trip->num_days - 1) cny.of[3] += trip->night_cny[plan->town[d + 1]];
        for (int64_t p = 0; p < plan->num[d]; p++) cny.of[2] += day_of(s, d)->site_cny[plan->sites[d * trip->most_visits + p]];
    }
    cny.of[0] = cny.of[1] + cny.of[2] + cny.of[3];
    return cny;
}

static int64_t too_much(const Search *s, const Spent *cny) {
    int64_t over = 0;
    for (int k = 0; k < 4; k++) over += larger(0, cny->of[k] - s->trip->most_cny[k]);
    return over;
}

/* Lapses of the limits of the trip, weighed; 0 when all are kept. */
static double lapses(const Search *s, int64_t beds, int64_t broken, int64_t saved) {
    const Trip *trip = s->trip;
    double sum = (double)broken;
    for (int64_t r = 0; r < trip->num_rules; r++)
        sum += (double)(larger(0, trip->at_least[r] - s->count[r]) + larger(0, s->count[r] - trip->at_most[r]));
    if (trip->max_beds >= 0) sum += (double)larger(0, beds - trip->max_beds);
    sum *= trip->must_worth;
    if (trip->num_limits) {
        Spent cny = cny_of(s);
        cny.of[0] -= saved; cny.of[2] -= saved;
        sum += trip->penalty * (double)too_much(s, &cny);
    }
    return sum;
}

/* What a plan is worth; `lapse` becomes what its lapses take away. */
static double value_of(Search *s, double *lapse) {
    const Trip *trip = s->trip;
    const Plan *plan = s->plan;
    double value = 0, saved_loss;
    int64_t beds = 0, broken = trip->num_must, nodes = trip->num_nodes;
    for (int64_t r = 0; r < trip->num_rules; r++) s->count[r] = 0;
    memset(s->entered, 0, sizeof(int32_t) * (size_t)nodes);
    s->entered[trip->bed_of[plan->town[0]]] = !trip->is_home[plan->town[0]];
    for (int64_t d = 0; d < trip->num_days; d++) {
        int64_t start = plan->town[d], end = plan->town[d + 1], is_move = trip->bed_of[start] != trip->bed_of[end];
        for (int64_t p = 0; p < plan->num[d]; p++) {
            int64_t site = plan->sites[d * trip->most_visits + p];
            value += trip->worth[d * trip->num_sites + site];
            broken -= trip->must[site];
            for (int64_t r = trip->rule_first[site]; r < trip->rule_first[site + 1]; r++) s->count[trip->rule_of[r]]++;
        }
        for (int64_t r = trip->night_first[d * nodes + end]; r < trip->night_first[d * nodes + end + 1]; r++) s->count[trip->night_rule[r]]++;
        value -= trip->idle * plan->over[d];
        if (!plan->num[d]) value -= trip->empty[d];
        value -= plan->loss[d] + trip->money * plan->cny[d] + trip->night[d * nodes + end] + trip->hire_loss[plan->hire[d]];
        beds += d > 0 && d < trip->num_days - 1 && is_move;
        broken += !trip->may_stay[start * nodes + end];
        if (d < trip->num_days - 1 && is_move && s->entered[trip->bed_of[end]]++) value -= trip->back;
    }
    value -= trip->bed * (double)beds;
    int64_t saved = saved_of(s, &saved_loss);
    value += saved_loss;
    *lapse = lapses(s, beds, broken, saved);
    return value - *lapse;
}

static void take_out(Search *s, int64_t d, int64_t p, int64_t n) {
    int32_t *sites = s->plan->sites + d * s->trip->most_visits;
    for (int64_t q = p; q < p + n; q++) {
        s->visited[sites[q]] = 0;
        for (int64_t r = s->trip->rule_first[sites[q]]; r < s->trip->rule_first[sites[q] + 1]; r++) s->count[s->trip->rule_of[r]]--;
    }
    for (int64_t q = p; q + n < s->plan->num[d]; q++) sites[q] = sites[q + n];
    s->plan->num[d] -= (int32_t)n;
    s->changed[d] = 1;
}

static void sleep_at(Search *s, int64_t night, int64_t town) {
    if (town == s->plan->town[night] || !s->trip->allowed[night * s->trip->num_nodes + town]) return;
    s->plan->town[night] = (int32_t)town;
    if (night > 0) s->changed[night - 1] = 1;
    if (night < s->trip->num_days) s->changed[night] = 1;
}

/* Ends days at the nodes of their beds for first and for later nights. */
static void name_nights(Search *s) {
    const Trip *trip = s->trip;
    for (int64_t night = 1; night < trip->num_days; night++) {
        int32_t before = s->plan->town[night - 1], town = s->plan->town[night];
        int is_later = night > 1 && trip->bed_of[before] == trip->bed_of[town];
        sleep_at(s, night, is_later ? trip->later_night[town] : trip->first_night[town]);
    }
}

static int64_t other_town(Search *s, int64_t night) {
    const Trip *trip = s->trip;
    double r = chance(s);
    int64_t here = s->plan->town[night];
    if (r < 0.5) return trip->near_towns[here * trip->num_near_towns + below(s, trip->num_near_towns)];
    if (r < 0.65 && night > 0) return s->plan->town[night - 1];
    if (r < 0.8 && night < trip->num_days) return s->plan->town[night + 1];
    return trip->towns[below(s, trip->num_towns)];
}

static void ruin_days(Search *s) {
    const Trip *trip = s->trip;
    int64_t days = trip->num_days, k = 1 + below(s, smaller(3, days)), first = below(s, days - k + 1);
    double keep = 0.8 * chance(s);
    if (trip->max_beds >= 0 && chance(s) < 0.3) { k = 1 + below(s, days); first = below(s, days - k + 1); }
    for (int64_t d = first; d < first + k; d++)
        for (int64_t p = s->plan->num[d] - 1; p >= 0; p--)
            if (chance(s) >= keep) take_out(s, d, p, 1);
    int64_t all = chance(s) < 0.15 ? trip->towns[below(s, trip->num_towns)] : -1;
    for (int64_t night = first; night <= first + k; night++) {
        int inside = night > first && night < first + k;
        if (night > 0 && night < days && !inside && chance(s) >= 0.3) continue;
        if ((night == 0 || night == days) && chance(s) >= 0.1) continue;
        if (all >= 0) sleep_at(s, night, all);
        else if (chance(s) < 0.6) sleep_at(s, night, other_town(s, night));
    }
    name_nights(s);
}

/* Goes about a day by another vehicle, or without one. */
static void change_hire(Search *s) {
    int64_t d = below(s, s->trip->num_days), hire = below(s, s->trip->num_hires);
    if (hire == s->plan->hire[d]) return;
    s->plan->hire[d] = (int32_t)hire;
    s->changed[d] = 1;
}

static void ruin_around(Search *s) {
    const Trip *trip = s->trip;
    if (!trip->num_sites) return;
    int64_t seed = below(s, trip->num_sites), wanted = 1 + below(s, 6), done = 0;
    for (int64_t x = 0; x < trip->num_near && done < wanted; x++) {
        int32_t site = trip->near[seed * trip->num_near + x];
        if (!s->visited[site]) continue;
        for (int64_t d = 0; d < trip->num_days; d++)
            for (int64_t p = 0; p < s->plan->num[d]; p++)
                if (s->plan->sites[d * trip->most_visits + p] == site) { take_out(s, d, p, 1); done++; d = trip->num_days - 1; break; }
    }
}

/* Strings of visits around a seed, one a day on some days (slack induction by string removals). */
static void ruin_strings(Search *s) {
    const Trip *trip = s->trip;
    if (!trip->num_sites) return;
    int64_t seed = below(s, trip->num_sites), days = 1 + below(s, trip->num_days), longest = 1 + below(s, 8);
    for (int64_t x = 0; x < trip->num_near && days; x++) {
        int32_t site = trip->near[seed * trip->num_near + x];
        if (!s->visited[site]) continue;
        for (int64_t d = 0; d < trip->num_days; d++) {
            int64_t n = s->plan->num[d], p = 0;
            while (p < n && s->plan->sites[d * trip->most_visits + p] != site) p++;
            if (p == n || s->changed[d]) continue;
            int64_t length = 1 + below(s, smaller(n, longest)), low = larger(0, p - length + 1), high = smaller(p, n - length);
            take_out(s, d, low + below(s, high - low + 1), length);
            days--;
            break;
        }
    }
}

static void ruin_tail(Search *s) {
    for (int turn = 0; turn < 2; turn++) {
        int64_t d = below(s, s->trip->num_days), n = s->plan->num[d];
        if (!n) continue;
        int64_t p = below(s, n);
        take_out(s, d, p, 1 + below(s, n - p));
    }
}

/* Drops visits until the changed days fit; 0 when not even the way alone does. */
static int mend(Search *s) {
    for (int64_t d = 0; d < s->trip->num_days; d++)
        if (s->changed[d])
            while (!walk_day(s, d)) {
                if (!s->plan->num[d]) return 0;
                take_out(s, d, below(s, s->plan->num[d]), 1);
            }
    return 1;
}

/* What the limits of the trip make of a gain; LOW where they forbid it. */
static double weighed(const Search *s, int64_t d, int64_t site, double gain, const Spent *cny) {
    const Trip *trip = s->trip;
    gain += if_empty(s, d);
    for (int64_t r = trip->rule_first[site]; r < trip->rule_first[site + 1]; r++) {
        int64_t rule = trip->rule_of[r];
        if (s->count[rule] >= trip->at_most[rule]) return LOW;
        if (s->count[rule] < trip->at_least[rule]) gain += trip->must_worth;
    }
    if (trip->num_limits) {
        int64_t rides = s->places[d * trip->num_sites + site].cny - s->plan->cny[d], ticket = day_of(s, d)->site_cny[site];
        Spent then = {{cny->of[0] + rides + ticket, cny->of[1] + rides, cny->of[2] + ticket, cny->of[3]}};
        if (too_much(s, &then)) return LOW;
    }
    return gain;
}

static void put_in(Search *s, int64_t d, int64_t site) {
    const Trip *trip = s->trip;
    Plan *plan = s->plan;
    const Place *at = s->places + d * trip->num_sites + site;
    int32_t *sites = plan->sites + d * trip->most_visits;
    for (int64_t q = plan->num[d]; q > at->at; q--) sites[q] = sites[q - 1];
    sites[at->at] = (int32_t)site;
    plan->num[d]++;
    plan->minutes[d] = at->minutes; plan->loss[d] = at->loss; plan->cny[d] = at->cny;
    s->visited[site] = 1;
    s->changed[d] = 1;
    for (int64_t r = trip->rule_first[site]; r < trip->rule_first[site + 1]; r++) s->count[trip->rule_of[r]]++;
}

/* Visits go in one after the other: those with the highest gain, or with the highest gain for the time they take, its
   weight drawn anew each time. */
static void recreate(Search *s, Watch *watch) {
    const Trip *trip = s->trip;
    double noise = 0.5 * chance(s), power = 0.3 + 0.25 * (double)below(s, 8);
    int by_time = chance(s) < trip->by_time;
    for (;;) {
        int64_t best_day = -1, best_site = -1;
        Spent cny = trip->num_limits ? cny_of(s) : (Spent){{0}};
        double best = 0;
        for (int64_t site = 0; site < trip->num_sites; site++) {
            if (s->visited[site]) continue;
            for (int64_t d = 0; d < trip->num_days; d++) {
                const Place *at = s->places + d * trip->num_sites + site;
                if (at->at < 0) continue;
                double gain = weighed(s, d, site, at->gain, &cny);
                if (gain <= 0) continue;
                if (by_time) gain = pow(gain, power) / (larger(0, at->push) + PUSH);
                if (gain * (1 + noise) <= best) continue;
                gain *= 1 + noise * (2 * chance(s) - 1);
                if (gain > best && chance(s) > 0.05) { best = gain; best_day = d; best_site = site; }
            }
        }
        if (best_site < 0) return;
        put_in(s, best_day, best_site);
        find_places(s, best_day);
        watch->work += pace(day_of(s, best_day)) * (1 + trip->num_sites / 16);
    }
}

#define MOST_NIGHTS 16

/* The best nights for the visits of days a..b as they are, the places before and after them fixed. */
static int better_nights(Search *s, int64_t a, int64_t b) {
    if (b < a) return 0;
    const Trip *trip = s->trip;
    Plan *plan = s->plan;
    int32_t town[2][MOST_NIGHTS], (*from)[MOST_NIGHTS] = malloc(sizeof(int32_t) * MOST_NIGHTS * (size_t)(b - a + 1));
    int32_t (*kept)[MOST_NIGHTS] = malloc(sizeof(int32_t) * MOST_NIGHTS * (size_t)(b - a + 1));
    double value[2][MOST_NIGHTS];
    int64_t num = 1, now = 0;
    Label one[MOST_LABELS], two[MOST_LABELS], *here = one, *there = two, *swap;
    town[0][0] = plan->town[a];
    value[0][0] = 0;
    for (int64_t d = a; d <= b; d++) {
        const Day *day = day_of(s, d);
        const int32_t *sites = plan->sites + d * trip->most_visits;
        int64_t n = plan->num[d], next = 1 - now, more = 0;
        town[next][more++] = plan->town[d + 1];
        if (d < b) {
            int32_t ends[2] = {n ? sites[n - 1] : plan->town[d + 1], plan->num[d + 1] ? plan->sites[(d + 1) * trip->most_visits] : plan->town[d + 1]};
            for (int side = 0; side < 2; side++)
                for (int64_t x = 0; x < smaller(6, trip->num_near_towns); x++) {
                    int32_t other = trip->near_towns[ends[side] * trip->num_near_towns + x];
                    int64_t known = 0;
                    for (int64_t y = 0; y < more; y++) known |= town[next][y] == other;
                    if (!known && trip->allowed[(d + 1) * trip->num_nodes + other] && more < MOST_NIGHTS) town[next][more++] = other;
                }
        }
        for (int64_t y = 0; y < more; y++) { value[next][y] = 2.0 * LOW; kept[d - a][y] = town[next][y]; }
        for (int64_t x = 0; x < num; x++) {
            if (value[now][x] <= LOW) continue;
            int64_t node = town[now][x];
            int m = begin_day(day, here);
            for (int64_t p = 0; p < n && m; p++) {
                m = reach(day, 0, here, m, node, sites[p], there);
                swap = here; here = there; there = swap;
                node = sites[p];
            }
            for (int64_t y = 0; y < more && m; y++) {
                double least = 1e18;
                for (int q = 0; q < m; q++) least = -larger_double(-least, -here[q].loss);
                double worth = value[now][x] - trip->night[d * trip->num_nodes + town[next][y]];
                if (d > 0 && d < trip->num_days - 1 && trip->bed_of[town[now][x]] != trip->bed_of[town[next][y]]) worth -= trip->bed;
                if (!trip->may_stay[town[now][x] * trip->num_nodes + town[next][y]]) worth -= trip->must_worth;
                if (worth - least - day->low[node * day->num_nodes + town[next][y]] <= value[next][y]) continue;
                int ends = reach(day, 0, here, m, node, town[next][y], there);
                if (!ends) continue;
                const Label *best = best_of(there, ends, trip->money);
                worth -= best->loss + trip->money * best->cny;
                if (worth > value[next][y]) { value[next][y] = worth; from[d - a][y] = (int32_t)x; }
            }
        }
        num = more;
        now = next;
    }
    int changed = 0;
    if (value[now][0] > LOW)
        for (int64_t d = b, y = 0; d >= a; d--) {
            if (kept[d - a][y] != plan->town[d + 1]) { sleep_at(s, d + 1, kept[d - a][y]); changed = 1; }
            y = from[d - a][y];
        }
    free(from); free(kept);
    return changed;
}

static void turn_visits(Search *s, int64_t d) {
    int32_t *sites = s->plan->sites + d * s->trip->most_visits;
    for (int64_t p = 0, q = s->plan->num[d] - 1; p < q; p++, q--) { int32_t site = sites[p]; sites[p] = sites[q]; sites[q] = site; }
}

static void swap_numbers(int32_t *a, int32_t *b) { int32_t kept = *a; *a = *b; *b = kept; }

/* Turns the order of days a..b round, and of the nights between them, where those are allowed so. */
static void turn_days(Search *s, int64_t a, int64_t b) {
    const Trip *trip = s->trip;
    Plan *plan = s->plan;
    for (int64_t night = a + 1, other = b; night < other; night++, other--) {
        int32_t town = plan->town[night];
        sleep_at(s, night, plan->town[other]);
        sleep_at(s, other, town);
    }
    for (int64_t d = a, e = b; d < e; d++, e--) {
        int32_t *sites = plan->sites + d * trip->most_visits, *others = plan->sites + e * trip->most_visits;
        for (int64_t p = 0; p < trip->most_visits; p++) swap_numbers(sites + p, others + p);
        swap_numbers(plan->num + d, plan->num + e);
        swap_numbers(plan->hire + d, plan->hire + e);
    }
    for (int64_t d = a; d <= b; d++) { turn_visits(s, d); s->changed[d] = 1; }
}

/* Lets some days in a row change places: the other way round, or the later ones before the earlier ones. */
static void reorder_days(Search *s, Watch *watch) {
    int64_t days = s->trip->num_days, a = below(s, days - 1), b = a + 1 + below(s, days - 1 - a), cut = a + below(s, b - a);
    if (chance(s) < 0.5) turn_days(s, a, cut), turn_days(s, cut + 1, b);
    turn_days(s, a, b);
    better_nights(s, larger(0, a - 1), smaller(days - 1, b + 1));
    for (int64_t d = a; d <= b; d++) watch->work += pace(day_of(s, d)) * MOST_NIGHTS;
}

/* Lets the day at `from` come at `to`, those between one earlier or later; the last day stays. */
static void move_day(Search *s, int64_t from, int64_t to) {
    int64_t most = s->trip->most_visits, step = to > from ? 1 : -1;
    Plan *plan = s->plan;
    for (int64_t d = from; d != to; d += step) {
        int32_t *sites = plan->sites + d * most, *others = plan->sites + (d + step) * most, town = plan->town[d + 1];
        for (int64_t p = 0; p < most; p++) swap_numbers(sites + p, others + p);
        swap_numbers(plan->num + d, plan->num + d + step);
        swap_numbers(plan->hire + d, plan->hire + d + step);
        sleep_at(s, d + 1, plan->town[d + step + 1]);
        sleep_at(s, d + step + 1, town);
        s->changed[d] = s->changed[d + step] = 1;
    }
}

#define TRIED_SITES 8
#define TRIED_TOWNS 3

/* Empties some days in a row, lets them come earlier or later, and spends their nights where the trip sleeps then, or
   near a site of much worth that it does not visit. */
static void shift_days(Search *s) {
    const Trip *trip = s->trip;
    int64_t days = trip->num_days, k = 1 + below(s, smaller(3, days - 1)), from = below(s, days - k), to = below(s, days - k);
    for (int64_t d = from; d < from + k; d++)
        if (s->plan->num[d]) take_out(s, d, 0, s->plan->num[d]);
    for (int64_t x = 0; x < k; x++) {
        if (to > from) move_day(s, from + k - 1 - x, to + k - 1 - x);
        else move_day(s, from + x, to + x);
    }
    int64_t town = s->plan->town[to];
    if (trip->num_sites && (to == 0 || chance(s) < 0.7)) {
        const double *worth = trip->worth + to * trip->num_sites;
        int64_t site = below(s, trip->num_sites);
        for (int64_t x = 1; x < TRIED_SITES; x++) {
            int64_t other = below(s, trip->num_sites);
            if (!s->visited[other] && (s->visited[site] || worth[other] > worth[site])) site = other;
        }
        town = trip->near_towns[site * trip->num_near_towns + below(s, smaller(TRIED_TOWNS, trip->num_near_towns))];
    }
    for (int64_t d = to; d < to + k; d++) sleep_at(s, d + 1, town);
    name_nights(s);
}

static void copy_day(const Trip *trip, Plan *to, const Plan *from, int64_t d) {
    memcpy(to->sites + d * trip->most_visits, from->sites + d * trip->most_visits, sizeof(int32_t) * (size_t)trip->most_visits);
    to->num[d] = from->num[d];
    to->minutes[d] = from->minutes[d]; to->loss[d] = from->loss[d]; to->cny[d] = from->cny[d];
    to->over[d] = from->over[d];
    to->hire[d] = from->hire[d];
}

static void copy_plan(const Trip *trip, Plan *to, const Plan *from) {
    for (int64_t d = 0; d < trip->num_days; d++) copy_day(trip, to, from, d);
    memcpy(to->town, from->town, sizeof(int32_t) * (size_t)(trip->num_days + 1));
}

static void remember(const Search *s, Pool *pool, int64_t d) {
    const Trip *trip = s->trip;
    const Plan *plan = s->plan;
    int32_t *row = pool->tour + (pool->num++ % pool->room) * (7 + trip->most_visits);
    row[0] = (int32_t)d; row[1] = plan->town[d]; row[2] = plan->town[d + 1];
    row[3] = plan->minutes[d]; row[4] = plan->loss[d]; row[5] = plan->cny[d]; row[6] = plan->hire[d];
    for (int64_t p = 0; p < trip->most_visits; p++)
        row[7 + p] = p < plan->num[d] ? plan->sites[d * trip->most_visits + p] : -1;
}

/* Improves a plan: ruin, recreation and simulated annealing from temperature `hot` to `cold`. `plan` is where it
   goes on from, `best` the best without a lapse so far, worth `*best_value`; returns the iterations done. */
EXPORT int64_t search(const Trip *trip, Plan *plan, Plan *best, double *best_value, int64_t iterations, double hot, double cold,
                      uint64_t *random, Pool *pool, Watch *watch) {
    int64_t days = trip->num_days, sites = trip->num_sites, most = trip->most_visits, done = 0;
    Search s = {trip, plan, random, calloc((size_t)sites, 1), calloc((size_t)days, 1), calloc((size_t)trip->num_rules + 1, sizeof(int32_t)),
                malloc(sizeof(Place) * (size_t)(days * sites)), malloc(sizeof(Label) * MOST_LABELS * (size_t)(most + 2)),
                calloc((size_t)most + 2, sizeof(int)), malloc(sizeof(int64_t) * (size_t)(most + 2)), malloc(sizeof(int64_t) * (size_t)(most + 3)),
                calloc((size_t)sites, 1), calloc((size_t)trip->num_nodes, sizeof(int32_t))};
    Place *places = malloc(sizeof(Place) * (size_t)(days * sites));
    uint8_t *visited = malloc((size_t)sites);
    int32_t *store = malloc(sizeof(int32_t) * (size_t)(days * most + 7 * days + 1));
    Plan old = {store, store + days * most, store + days * most + days, store + days * most + 2 * days + 1,
                store + days * most + 3 * days + 1, store + days * most + 4 * days + 1, store + days * most + 5 * days + 1,
                store + days * most + 6 * days + 1};
    double lapse = 1, now = NO_PLAN;
    for (int64_t d = 0; d < days; d++)
        for (int64_t p = 0; p < plan->num[d]; p++) s.visited[plan->sites[d * most + p]] = 1;
    value_of(&s, &lapse);
    memset(s.changed, 1, (size_t)days);
    if (mend(&s)) now = value_of(&s, &lapse);
    if (now > NO_PLAN) for (int64_t d = 0; d < days; d++) find_places(&s, d);
    if (now > NO_PLAN && !lapse && now > *best_value) { *best_value = now; copy_plan(trip, best, plan); }
    copy_plan(trip, &old, plan);
    memcpy(places, s.places, sizeof(Place) * (size_t)(days * sites));
    memcpy(visited, s.visited, (size_t)sites);
    for (; done < iterations && !is_over(watch); done++) {
        double heat = hot * pow(cold / hot, (double)done / (double)iterations), kind = chance(&s), worth = NO_PLAN;
        memset(s.changed, now <= NO_PLAN, (size_t)days);   /* until each day fits, all are to be looked at */
        if (trip->num_hires > 1 && chance(&s) < 0.2) change_hire(&s);
        if (kind < trip->reorder_days) reorder_days(&s, watch);
        else if (kind < trip->shift_days) shift_days(&s);
        else if (kind < trip->ruin_days) ruin_days(&s);
        else if (kind < trip->ruin_strings) ruin_strings(&s);
        else if (kind < 0.85) ruin_around(&s);
        else ruin_tail(&s);
        watch->work += ITERATION;
        if (mend(&s)) {
            for (int64_t d = 0; d < days; d++) if (s.changed[d]) { find_places(&s, d); watch->work += pace(day_of(&s, d)) * (1 + sites / 16); }
            recreate(&s, watch);
            worth = value_of(&s, &lapse);
            if (worth > now - 6 * heat && days > 1 && chance(&s) < 0.2) {
                int64_t a = 0, b = days - 1;
                while (a < days - 1 && !s.changed[a]) a++;
                while (b > 0 && !s.changed[b]) b--;
                if (better_nights(&s, larger(0, a - 1), smaller(days - 1, b + 1))) {
                    for (int64_t d = 0; d < days; d++) if (s.changed[d]) find_places(&s, d);
                    worth = value_of(&s, &lapse);
                }
            }
        }
        if (worth > NO_PLAN && worth >= now + heat * log(chance(&s) + 1e-300)) {
            now = worth;
            for (int64_t d = 0; d < days; d++) {
                if (!s.changed[d]) continue;
                copy_day(trip, &old, plan, d);
                memcpy(places + d * sites, s.places + d * sites, sizeof(Place) * (size_t)sites);
                if (pool->room && worth > *best_value - 0.03 * fabs(*best_value)) remember(&s, pool, d);
            }
            memcpy(old.town, plan->town, sizeof(int32_t) * (size_t)(days + 1));
            memcpy(visited, s.visited, (size_t)sites);
            if (!lapse && worth > *best_value + 1e-9) { *best_value = worth; copy_plan(trip, best, plan); }
        } else {
            for (int64_t d = 0; d < days; d++) {
                if (!s.changed[d]) continue;
                copy_day(trip, plan, &old, d);
                memcpy(s.places + d * sites, places + d * sites, sizeof(Place) * (size_t)sites);
            }
            memcpy(plan->town, old.town, sizeof(int32_t) * (size_t)(days + 1));
            memcpy(s.visited, visited, (size_t)sites);
            value_of(&s, &lapse);   /* counts of the rules */
        }
    }
    free(s.visited); free(s.changed); free(s.count); free(s.places); free(s.prefix); free(s.num_prefix); free(s.by); free(s.early); free(s.opened); free(s.entered);
    free(places); free(visited); free(store);
    return done;
}
