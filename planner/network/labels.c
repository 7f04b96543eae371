/* All undominated journeys to one place. Each function that Python calls has a twin of the same name in labels.py,
   which is its definition: same arguments, same answers, in the same order. Plain C99. */
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

#define NEVER 32767
#define DAY 1440
#define LONGEST_GROUND 240
#define LAG 360         /* from leaving a vehicle to boarding the next one it is never so long */
#define TAXI_WAIT 5

EXPORT const char *kernels_version(void) { return KERNELS_VERSION; }

typedef struct { int32_t arrive, vehicles, full, alone; } Value;   /* four numbers in a row, the less the better */
typedef struct {
    int32_t to, before, minutes, after, row, column, fare, by_day, by_night, night_from, night_until, vehicles, far;
} Way;   /* far: a taxi that is a last resort */
typedef struct { Value value; int32_t leaves, until, ride, boarding, way, then, fed, far; } Label;   /* far: any way on */
typedef struct { Value value; int32_t way, then; } Ahead;
typedef struct { Value value; int32_t door, leave, way, label, fed, far; } Start;

typedef struct {
    int64_t num_stops, num_arrivals, num_boardings, num_rows, horizon, worth;   /* of a person's minute */
    int64_t people, vehicles, most;   /* who share a car, whether vehicles count, the money that one alone has */
    const int32_t *at, *comes, *stop, *leaves, *first, *arrival, *fare, *meal;   /* meal: time for lunch on a ride */
    const int16_t *metro;     /* [row, row, minute] */
    const int32_t *change_first;
    const Way *change;
} Hops;

typedef struct { Value value; int32_t leaves, until, label; } Item;
typedef struct { Item *items; int32_t num, room, hint; } List;   /* hint: what dominated the last time */

typedef int32_t Four __attribute__((vector_size(16)));
typedef int64_t Two __attribute__((vector_size(16)));

static inline int dominates(const Value *one, const Value *other) {   /* all four at once */
    Four a, b;
    memcpy(&a, one, sizeof a);
    memcpy(&b, other, sizeof b);
    Two worse = (Two)(a > b);
    return !(worse[0] | worse[1]);
}

/* ---------------------------------------------------------------- ways */

static const int16_t *metro_of(const Hops *hops, const Way *way) {
    return hops->metro + (way->row * hops->num_rows + way->column) * hops->horizon;
}

static int32_t arrive_by(const Hops *hops, const Way *way, int32_t minute) {
    int32_t begin = minute + way->before;
    if (way->row < 0) return begin + way->minutes + way->after;
    int32_t arrive = begin < hops->horizon ? metro_of(hops, way)[begin] : NEVER;
    return arrive - begin > LONGEST_GROUND ? NEVER : arrive + way->after;
}

static int32_t leave_by(const Hops *hops, const Way *way, int32_t minute) {
    if (way->row < 0) return minute - way->after - way->minutes - way->before;
    const int16_t *metro = metro_of(hops, way);
    int32_t latest = minute - way->after < NEVER ? minute - way->after : NEVER - 1;
    int32_t low = 0, high = (int32_t)hops->horizon;
    while (low < high) {
        int32_t middle = (low + high) / 2;
        if (metro[middle] <= latest) low = middle + 1;
        else high = middle;
    }
    int32_t by = low - 1 - way->before;
    return low > 0 && arrive_by(hops, way, by) <= minute ? by : -1;
}

static Value value_of(const Hops *hops, const Way *way, int32_t minute, Value rest) {
    int32_t clock = (minute + way->before + TAXI_WAIT) % DAY, first = way->night_from, last = way->night_until;
    if (clock < 0) clock += DAY;
    int is_night = first > last ? first <= clock || clock < last : first <= clock && clock < last;
    int32_t car = is_night ? way->by_night : way->by_day;
    if (hops->vehicles) rest.vehicles += way->vehicles;
    rest.full += (int32_t)hops->people * way->fare + car;
    rest.alone += way->fare + car;
    return rest;
}

/* The value of being there after some minutes, which count as money. */
static Value there_after(const Hops *hops, int32_t arrive, int32_t minutes) {
    int32_t worth = (int32_t)hops->worth * minutes;
    return (Value){arrive, 0, (int32_t)hops->people * worth, worth};
}

static Value less_minutes(const Hops *hops, Value value, int32_t minutes) {
    value.full -= (int32_t)(hops->people * hops->worth) * minutes;
    value.alone -= (int32_t)hops->worth * minutes;
    return value;
}

/* ---------------------------------------------------------------- the scan */

typedef struct {
    const Hops *hops;
    const int32_t *exit_first;
    const Way *exits;
    Label *labels;
    int64_t num, room;
    List *at_stop;            /* labels, those that nobody can board any more taken out now and then */
    Ahead *ahead;             /* of all arrivals so far, one after the other */
    int64_t num_ahead, room_ahead;
    int64_t hint;             /* of these, what dominated the last time */
    int64_t *ahead_first, *ahead_last;
} Scan;

static int is_full(Scan *scan) {
    if (scan->num_ahead < scan->room_ahead) return 0;
    int64_t room = scan->room_ahead ? 2 * scan->room_ahead : 1 << 16;
    Ahead *more = realloc(scan->ahead, (size_t)room * sizeof(Ahead));
    if (!more) return 1;
    scan->ahead = more;
    scan->room_ahead = room;
    return 0;
}

static int keep(Scan *scan, int64_t begin, Value value, int32_t way, int32_t then) {
    if (scan->hint >= begin && scan->hint < scan->num_ahead && dominates(&scan->ahead[scan->hint].value, &value))
        return 0;
    for (int64_t old = begin; old < scan->num_ahead; old++)
        if (dominates(&scan->ahead[old].value, &value)) {
            scan->hint = old;
            return 0;
        }
    int64_t num = begin;
    for (int64_t old = begin; old < scan->num_ahead; old++)
        if (!dominates(&value, &scan->ahead[old].value)) scan->ahead[num++] = scan->ahead[old];
    scan->num_ahead = num;
    if (is_full(scan)) return 1;
    scan->ahead[scan->num_ahead++] = (Ahead){value, way, then};
    return 0;
}

static int alight(Scan *scan, int64_t arrival) {
    const Hops *hops = scan->hops;
    int32_t stop = hops->at[arrival], minute = hops->comes[arrival];
    int64_t begin = scan->ahead_first[arrival] = scan->num_ahead;
    for (int32_t number = scan->exit_first[stop]; number < scan->exit_first[stop + 1]; number++) {
        const Way *way = &scan->exits[number];
        int32_t arrive = arrive_by(hops, way, minute);
        if (arrive < NEVER && keep(scan, begin, value_of(hops, way, minute, there_after(hops, arrive, arrive)), number, -1))
            return 1;
    }
    for (int32_t number = hops->change_first[stop]; number < hops->change_first[stop + 1]; number++) {
        const Way *way = &hops->change[number];
        const List *list = &scan->at_stop[way->to];
        int32_t ready = arrive_by(hops, way, minute);
        for (int32_t k = list->num - 1; k >= 0; k--) {
            const Item *item = &list->items[k];
            if (item->until < ready && ready <= item->leaves &&
                keep(scan, begin, value_of(hops, way, minute, item->value), number, item->label))
                return 1;
        }
    }
    scan->ahead_last[arrival] = scan->num_ahead;
    return 0;
}

static int append(List *list, Item item) {
    if (list->num == list->room) {
        int32_t room = list->room ? 2 * list->room : 64;
        Item *more = realloc(list->items, (size_t)room * sizeof(Item));
        if (!more) return 1;
        list->items = more;
        list->room = room;
    }
    list->items[list->num++] = item;
    return 0;
}

static void clear(List *list, int32_t minute) {
    int32_t num = 0;
    for (int32_t k = 0; k < list->num; k++)
        if (list->items[k].until < minute + LAG) list->items[num++] = list->items[k];
    list->num = num;
    list->hint = 0;
}

static int is_dominated(List *list, const Label *fresh) {
    const Item *items = list->items;
    if (list->hint < list->num && items[list->hint].until < fresh->leaves &&
        dominates(&items[list->hint].value, &fresh->value))
        return 1;
    for (int32_t k = list->num - 1; k >= 0 && items[k].leaves < fresh->value.arrive; k--)
        if (items[k].until < fresh->leaves && dominates(&items[k].value, &fresh->value)) {
            list->hint = k;
            return 1;
        }
    return 0;
}

static int put(Scan *scan, List *list, const Label *fresh) {
    if (is_dominated(list, fresh)) return 0;
    for (int32_t k = 0; k < list->num; k++) {
        Item *old = &list->items[k];
        if (old->until < fresh->leaves && dominates(&fresh->value, &old->value))
            old->until = scan->labels[old->label].until = fresh->leaves;
    }
    Item item = {fresh->value, fresh->leaves, -1, (int32_t)scan->num};
    if (scan->num == scan->room || append(list, item)) return 1;
    scan->labels[scan->num++] = *fresh;
    return 0;
}

static int board(Scan *scan, int64_t boarding) {
    const Hops *hops = scan->hops;
    int32_t minute = hops->leaves[boarding];
    List *list = &scan->at_stop[hops->stop[boarding]];
    clear(list, minute);
    for (int32_t ride = hops->first[boarding]; ride < hops->first[boarding + 1]; ride++) {
        int32_t arrival = hops->arrival[ride], fare = hops->fare[ride];
        for (int64_t k = scan->ahead_first[arrival]; k < scan->ahead_last[arrival]; k++) {
            const Ahead *next = &scan->ahead[k];
            Value value = {next->value.arrive, next->value.vehicles + !!hops->vehicles,
                           next->value.full + (int32_t)hops->people * fare, next->value.alone + fare};
            if (value.alone > hops->most) continue;
            const Label *then = next->then >= 0 ? &scan->labels[next->then] : NULL;
            int32_t fed = hops->meal[ride] || (then && then->fed);
            int32_t far = then ? hops->change[next->way].far || then->far : scan->exits[next->way].far;
            Label fresh = {value, minute, -1, ride, (int32_t)boarding, next->way, next->then, fed, far};
            if (put(scan, list, &fresh)) return 1;
        }
    }
    return 0;
}

/* Return how many labels there are of rides within some minutes, -1 where there is no room for them. */
EXPORT int64_t labels_to(const Hops *hops, const int32_t *exit_first, const Way *exits, int32_t earliest, int32_t latest,
                         Label *labels, int64_t room) {
    Scan scan = {.hops = hops, .exit_first = exit_first, .exits = exits, .labels = labels, .room = room};
    scan.at_stop = calloc((size_t)hops->num_stops + 1, sizeof(List));
    scan.ahead_first = calloc((size_t)hops->num_arrivals + 1, sizeof(int64_t));
    scan.ahead_last = calloc((size_t)hops->num_arrivals + 1, sizeof(int64_t));
    int failed = !scan.at_stop || !scan.ahead_first || !scan.ahead_last;
    int64_t arrival = hops->num_arrivals - 1;
    while (arrival >= 0 && hops->comes[arrival] > latest) arrival--;   /* of the others ahead is empty */
    for (int64_t boarding = hops->num_boardings - 1; boarding >= 0 && hops->leaves[boarding] >= earliest && !failed; boarding--) {
        for (; arrival >= 0 && hops->comes[arrival] >= hops->leaves[boarding] && !failed; arrival--)
            failed = alight(&scan, arrival);
        failed = failed || board(&scan, boarding);
    }
    for (int64_t stop = 0; scan.at_stop && stop < hops->num_stops; stop++) free(scan.at_stop[stop].items);
    free(scan.at_stop);
    free(scan.ahead);
    free(scan.ahead_first);
    free(scan.ahead_last);
    return failed ? -1 : scan.num;
}

/* ---------------------------------------------------------------- from doors */

static int is_beaten(const Hops *hops, const Start *start, const Way *way) {
    int32_t latest = leave_by(hops, way, start->value.arrive);
    int32_t minutes[2] = {start->leave, latest > start->leave ? latest : start->leave};
    for (int k = 0; k < 2; k++) {
        int32_t arrive = arrive_by(hops, way, minutes[k]);
        if (arrive >= NEVER) continue;
        Value value = value_of(hops, way, minutes[k], there_after(hops, arrive, arrive - minutes[k]));
        if (value.vehicles < 1) value.vehicles = 1;
        if (dominates(&value, &start->value)) return 1;
    }
    return 0;
}

static int compare(const void *a, const void *b) {
    const Start *one = a, *other = b;
    const int32_t *x = &one->value.arrive, *y = &other->value.arrive;
    if (one->leave != other->leave) return one->leave > other->leave ? -1 : 1;
    for (int k = 0; k < 4; k++)
        if (x[k] != y[k]) return x[k] < y[k] ? -1 : 1;
    if (one->way != other->way) return one->way < other->way ? -1 : 1;
    return one->label < other->label ? -1 : one->label > other->label;
}

typedef struct { Start *items; int64_t num, room; } Starts;
typedef struct { Value value; int32_t leaves, label, fed, far; } Boarded;   /* what of a label doors need, in one place */

static int add(Starts *starts, const Start *fresh) {
    if (starts->num == starts->room) {
        int64_t room = starts->room ? 2 * starts->room : 4096;
        Start *more = realloc(starts->items, (size_t)room * sizeof(Start));
        if (!more) return 1;
        starts->items = more;
        starts->room = room;
    }
    starts->items[starts->num++] = *fresh;
    return 0;
}

typedef struct {
    const Hops *hops;
    const int32_t *first;
    const Boarded *sorted;           /* of each stop the labels that can be boarded, the last to leave first */
    int32_t earliest;
    int32_t *at, *hint, *then;       /* of each way its next label, what dominated the last one, the next way of its minute */
    int32_t *of_minute;              /* the first way whose next label is left for then, -1 where there is none */
    Starts front, fresh;
} Doors;

/* Puts a way where its next label is left for. */
static void queue(Doors *doors, const Way *way, int32_t number) {
    if (doors->at[number] == doors->first[way->to + 1]) return;
    int32_t leave = leave_by(doors->hops, way, doors->sorted[doors->at[number]].leaves);
    if (leave < doors->earliest) return;
    doors->then[number] = doors->of_minute[leave];
    doors->of_minute[leave] = number;
}

/* Whether something in front, from a place on, is as good; what leaves after the arrival is not. */
static int is_as_good(const Starts *front, int64_t begin, const Start *start, int32_t *hint) {
    const Start *items = front->items;
    if (*hint < front->num && dominates(&items[*hint].value, &start->value)) return 1;
    for (int64_t k = front->num - 1; k >= begin && items[k].leave < start->value.arrive; k--)
        if (dominates(&items[k].value, &start->value)) {
            *hint = (int32_t)k;
            return 1;
        }
    return 0;
}

/* Takes what leaves at a minute by all ways of a door; what leaves later is in front. */
static int leave_at(Doors *doors, const Way *entries, int32_t door, int32_t minute, const Way *direct, int32_t num_direct) {
    int64_t begin = doors->front.num;
    doors->fresh.num = 0;
    for (int32_t number = doors->of_minute[minute], next; number >= 0; number = next) {
        const Way *way = &entries[number];
        const Boarded *label = &doors->sorted[doors->at[number]++];
        next = doors->then[number];
        Value whole = value_of(doors->hops, way, minute, label->value), value = less_minutes(doors->hops, whole, minute);
        if (value.vehicles < 1) value.vehicles = 1;
        Start start = {value, door, minute, number, label->label, label->fed, way->far || label->far};
        if (whole.alone <= doors->hops->most && !is_as_good(&doors->front, 0, &start, &doors->hint[number])
            && add(&doors->fresh, &start)) return 1;
        doors->of_minute[minute] = next;   /* its next label may be left for at the same minute */
        queue(doors, way, number);
        next = doors->of_minute[minute];
    }
    if (doors->fresh.num > 1) qsort(doors->fresh.items, (size_t)doors->fresh.num, sizeof(Start), compare);
    for (int64_t k = 0; k < doors->fresh.num; k++) {
        const Start *start = &doors->fresh.items[k];
        int32_t hint = INT32_MAX, beaten = is_as_good(&doors->front, begin, start, &hint);
        for (int32_t j = 0; j < num_direct && !beaten; j++) beaten = is_beaten(doors->hops, start, &direct[j]);
        if (!beaten && add(&doors->front, start)) return 1;
    }
    return 0;
}

/* Return how many journeys there are from all doors, one door after the other; -1 where there is no room. */
EXPORT int64_t journeys_from(const Hops *hops, const Label *labels, int64_t num_labels, int64_t num_doors,
                             const int32_t *entry_first, const Way *entries, const int32_t *direct_first,
                             const Way *direct, int32_t earliest, int32_t latest, Start *out, int64_t room) {
    int32_t num_ways = entry_first[num_doors], last = num_labels ? labels[0].leaves : -1;   /* nobody leaves later */
    int32_t *first = calloc((size_t)hops->num_stops + 2, sizeof(int32_t));
    Boarded *sorted = malloc(((size_t)num_labels + 1) * sizeof(Boarded));
    int32_t *of_way = calloc(3 * (size_t)num_ways + 1, sizeof(int32_t));
    int32_t *of_minute = malloc(((size_t)last + 2) * sizeof(int32_t));
    int64_t num = 0, failed = !first || !sorted || !of_way || !of_minute;
    for (int64_t k = 0; k < num_labels && !failed; k++)
        if (labels[k].until < labels[k].leaves) first[hops->stop[labels[k].boarding] + 2]++;
    for (int64_t stop = 2; stop <= hops->num_stops + 1 && !failed; stop++) first[stop] += first[stop - 1];
    for (int64_t k = 0; k < num_labels && !failed; k++) {
        const Label *label = &labels[k];
        if (label->until < label->leaves)
            sorted[first[hops->stop[label->boarding] + 1]++] =
                (Boarded){label->value, label->leaves, (int32_t)k, label->fed, label->far};
    }
    for (int32_t minute = 0; minute <= last && !failed; minute++) of_minute[minute] = -1;
    Doors doors = {.hops = hops, .first = first, .sorted = sorted, .earliest = earliest > 0 ? earliest : 0,
                   .at = of_way, .hint = of_way + num_ways, .then = of_way + 2 * num_ways, .of_minute = of_minute};
    for (int32_t door = 0; door < num_doors && !failed; door++) {
        doors.front.num = 0;
        for (int32_t number = entry_first[door]; number < entry_first[door + 1]; number++) {
            doors.at[number] = first[entries[number].to];
            queue(&doors, &entries[number], number);
        }
        for (int32_t minute = last; minute >= doors.earliest && !failed; minute--)
            if (of_minute[minute] >= 0)
                failed = leave_at(&doors, entries, door, minute, &direct[direct_first[door]],
                                  direct_first[door + 1] - direct_first[door]);
        failed = failed || num + doors.front.num > room;
        for (int64_t k = 0; k < doors.front.num && !failed; k++) {
            Start *start = &doors.front.items[k];
            if (start->leave > latest) continue;
            start->value = less_minutes(hops, start->value, start->value.arrive - start->leave);
            out[num++] = *start;
        }
    }
    free(doors.front.items);
    free(doors.fresh.items);
    free(first);
    free(sorted);
    free(of_way);
    free(of_minute);
    return failed ? -1 : num;
}

/* ---------------------------------------------------------------- rides of a party */

typedef struct { int32_t depart, arrive, loss, cny; } Ride;

static int is_better(const Ride *one, const Ride *other, int with_money) {
    return one->arrive <= other->arrive && one->loss <= other->loss && (!with_money || one->cny <= other->cny);
}

/* Marks the undominated rides of each way, which are in order of departure, but for those that a ride at any time beats. */
EXPORT int64_t thinned(int64_t num_ways, const int64_t *first, const Ride *rides, const Ride *direct, int64_t with_money,
                       uint8_t *wanted) {
    int64_t longest = 0;
    for (int64_t way = 0; way < num_ways; way++) longest = first[way + 1] - first[way] > longest ? first[way + 1] - first[way] : longest;
    int64_t *front = malloc(((size_t)longest + 1) * sizeof(int64_t));
    if (!front) return -1;
    for (int64_t way = 0; way < num_ways; way++) {
        int64_t num = 0;
        for (int64_t k = first[way + 1] - 1; k >= first[way]; k--) {
            const Ride *ride = &rides[k];
            Ride by_now = direct[way];   /* its arrival is in minutes from the departure */
            by_now.arrive += ride->depart;
            wanted[k] = !is_better(&by_now, ride, (int)with_money);
            for (int64_t j = num - 1; j >= 0 && wanted[k] && rides[front[j]].depart < ride->arrive; j--)
                wanted[k] = !is_better(&rides[front[j]], ride, (int)with_money);
            if (!wanted[k]) continue;
            for (int64_t j = num - 1; j >= 0 && rides[front[j]].depart == ride->depart; j--)
                if (is_better(ride, &rides[front[j]], (int)with_money)) wanted[front[j]] = 0;
            front[num++] = k;
        }
    }
    free(front);
    return 0;
}
