/* The conversation of one case (crypto/SPEC.md §9) as a state machine: a reporter, a drop and courier that lie, somebody who finds codes,
   an officer who errs, and the desk. Spin searches every interleaving and shows

   (a) never locked out: whatever happened, once the others are honest again a code that the reporter still has gets content, after at
       most two turns of the reporter and one decision of the officer, unless the officer closed the case or the report never came;
   (b) a used code opens nothing that was sealed after its turn was taken, and who found one gets no content for a code of his own,
       unless the officer takes him for the reporter;
   (c) without a finder, codes that the reporter made in a muddle and still has are one reporter's as soon as a turn names them all: the
       officer has nothing to decide.

   What happens is printed as lines that begin with "@"; model_spin_test.go does the same with the Go code and compares every board.

   Abstractions. Codes are numbers: 0 is the report's, those below HONEST are the reporter's, made in order, the others the finder's.
   A parcel is (from, to, siblings): other words change nothing. A post without an answer, a parcel swallowed, withheld or expired, and one
   that is sent or delivered again, are all "the drop has it" or "has it not", changed at will. A crash of the reporter is a code noted for
   which nothing was sent, or a new turn although one is on its way; a crash of the desk undoes what was not kept, so for the model
   nothing happened. Not here, but in the Go tests of this package: several cases, parcels that bring an S or R seen before, poisoned
   recipients, answers in parts, full boards, weeks.

   Six faults are planted that spin must find, one at a time (PLANTED in the environment): 1 the reporter throws the old code away before
   the new one shows its receipt, 2 the desk forgets the codes that the officer closed, 3 a used code keeps its receipt until the next is
   used, 4 on a fork the last to arrive is believed, 5 so is whoever names anything, 6 names that came before what they name are forgotten.
   UNSENT and UNFOUND make a search smaller: so many parcels and finds fewer.

   Bounds: see the numbers below. A step of the rules looks at a branch, the knots beside it and the one above it; three turns of the
   reporter give a branch with a turned one above and below it, two codes of the finder a fork beside a fork and one below another. */

#ifndef HONEST
#define HONEST 5   /* codes of the reporter; the last two are spared for when all are honest again */
#endif
#ifndef SENT
#define SENT 3     /* parcels of the reporter before that, the report included */
#endif
#ifndef STRANGE
#define STRANGE 1  /* codes of the finder, each with one parcel */
#endif
#ifndef FOUND
#define FOUND 2    /* codes of the reporter that he finds */
#endif
#ifndef LAPSES
#define LAPSES 1   /* times that the reporter does not name a next code, or loses one */
#endif
#ifndef DECISIONS
#define DECISIONS 2 /* of an officer who may be wrong */
#endif
#define CODES   (HONEST + STRANGE)
#define PARCELS (SENT + STRANGE + 2)
#define NONE    255
#define BIT(c)  (1 << (c))
#define IN(m,c) (((m) >> (c)) & 1)
#define ONE(m)  ((m) != 0 && ((m) & ((m) - 1)) == 0)
#define MINE    (BIT(HONEST) - 1)

#ifndef WALK
c_decl { static int given(char *name) { char *value = getenv(name); return value ? atoi(value) : 0; } };
#endif

/* States of a branch, as in tree.go. A branch is named by its code. */
#define OPEN     1
#define TURNED   2
#define JOINED   3
#define ACCEPTED 4
#define CLOSED   5

/* parcels */
byte np = 1;            /* the first is the report */
byte from[PARCELS] = NONE, to[PARCELS];
byte sib[PARCELS];
byte drop = 1;          /* those that the drop has */

/* the desk: what arrived and what was decided */
byte known;             /* parcels taken */
byte nw, wq[PARCELS];   /* parcels that wait for their predecessor, in order of arrival */
byte placed;            /* codes that have a branch */
byte parent[CODES] = NONE, kept[CODES] = NONE, named[CODES];
byte arrived, order[CODES]; /* how many were placed, and when each was */
byte has;               /* codes of which R and S are still kept */
byte accepted;
bit  closed;
byte content, alarm;    /* the newest board */

/* what is true of the past, for the properties */
byte turned;            /* codes on which a follow-up was placed */
byte late;              /* codes that somebody made who had a used code only */

byte servedC, servedA;  /* the board that the drop shows */

/* the reporter */
byte old, noted, made = 1, sent = 1, lapses;
/* the others */
byte found, nfound, strange, decisions;
bit  calm;              /* from here on all are honest */
#ifdef WALK
byte fault = 0;
#else
byte fault = NONE;      /* that was planted; until it is known nothing happens */
#endif
bit  news = 1;          /* something happened since the last board */
bit  shown;
byte choice;            /* within a step */

/* computed from the above by grow() */
hidden byte knot[CODES], base[CODES], st[CODES], kids[CODES], members[CODES], keptof[CODES];
hidden byte leaves;
hidden byte again;
hidden byte i, j, k, c, q, m, head, tail, pl[CODES];

#define NAMES(a,b)    (IN(named[a],b) && (fault != 6 || order[b] < order[a]))
#define SIBLINGS(a,b) (NAMES(a,b) || NAMES(b,a) || (fault == 5 && (named[a] != 0 || named[b] != 0)))

/* newest sets q to the code of knot x that may be taken for the newest: the first to arrive of those that no other names without being named in return. */
inline newest(x) {
  q = NONE; j = 0;
  do
  :: j < CODES ->
     if
     :: IN(members[x],j) ->
        m = 0; k = 0;
        do :: k < CODES -> if :: k != j && IN(members[x],k) && IN(named[k],j) && !IN(named[j],k) -> m = 1 :: else fi; k++ :: else -> break od;
        if :: m == 0 && (q == NONE || order[j] < order[q]) -> q = j :: else fi
     :: else
     fi;
     j++
  :: else -> break
  od;
  if
  :: q == NONE -> /* all name each other in a ring: the first to arrive */
     j = 0;
     do :: j < CODES -> if :: IN(members[x],j) && (q == NONE || order[j] < order[q]) -> q = j :: else fi; j++ :: else -> break od
  :: else
  fi
}

/* grow computes knots of siblings and the states of all branches: a function of what arrived and was decided. */
inline grow() {
  i = 0;
  do :: i < CODES -> knot[i] = i; base[i] = 0; st[i] = 0; kids[i] = 0; members[i] = 0; keptof[i] = 0; i++ :: else -> break od;
  again = 1;
  do
  :: again ->
     again = 0; i = 1;
     do
     :: i < CODES ->
        j = 1;
        do
        :: j < i ->
           if
           :: IN(placed,i) && IN(placed,j) && knot[i] != knot[j] && knot[parent[i]] == knot[parent[j]] && SIBLINGS(i,j) ->
              again = 1;
              m = knot[i]; q = knot[j];
              if :: m < q -> k = m; m = q; q = k :: else fi;
              k = 0;
              do :: k < CODES -> if :: knot[k] == m -> knot[k] = q :: else fi; k++ :: else -> break od
           :: else
           fi;
           j++
        :: else -> break
        od;
        i++
     :: else -> break
     od
  :: else -> break
  od;
  i = 0;
  do
  :: i < CODES ->
     if
     :: IN(placed,i) ->
        members[knot[i]] = members[knot[i]] | BIT(i);
        if :: kept[i] != NONE -> keptof[knot[i]] = keptof[knot[i]] | BIT(kept[i]) :: else fi;
        if :: i != 0 -> kids[knot[parent[i]]] = kids[knot[parent[i]]] | BIT(knot[i]) :: else fi
     :: else
     fi;
     i++
  :: else -> break
  od;
  leaves = 0; i = 0;
  do /* a knot is called by its lowest code, which is above that of the knot over it */
  :: i < CODES ->
     if
     :: IN(placed,i) && knot[i] == i ->
        if
        :: i == 0 -> if :: closed -> base[i] = CLOSED :: else -> base[i] = OPEN fi
        :: else ->
           k = knot[parent[i]];
           base[i] = base[k];
           if :: base[i] == OPEN && keptof[k] != 0 && (keptof[k] & members[i]) == 0 -> base[i] = CLOSED :: else fi;
           if :: base[i] == CLOSED && (accepted & members[i]) != 0 -> base[i] = ACCEPTED :: else fi
        fi;
        newest(i);
        j = 0;
        do
        :: j < CODES ->
           if
           :: IN(members[i],j) ->
              if
              :: base[i] != OPEN -> st[j] = base[i]
              :: base[i] == OPEN && kids[i] != 0 -> st[j] = TURNED
              :: base[i] == OPEN && kids[i] == 0 && j == q -> st[j] = OPEN; leaves = leaves | BIT(j)
              :: else -> st[j] = JOINED
              fi
           :: else
           fi;
           j++
        :: else -> break
        od
     :: else
     fi;
     i++
  :: else -> break
  od
}

/* forget deletes R and S of every used code, and of all if the case is closed. A closed leaf keeps them: the officer may have erred. */
inline forget() {
  i = 0;
  do
  :: i < CODES ->
     if :: IN(placed,i) && (closed || kids[knot[i]] != 0) -> has = has & ~BIT(i) :: else fi;
     if :: fault == 2 && IN(placed,i) && st[i] == CLOSED -> has = has & ~BIT(i) :: else fi;
     i++
  :: else -> break
  od
}

#define USED(c) (IN(turned,c) || kids[knot[c]] != 0)

/* place adds a branch for parcel x. */
inline place(x) {
  c = to[x];
  if
  :: from[x] != NONE ->
     grow();
     /* The finder has a used code only, if this one and all that he names of the reporter's are used. */
     c = to[x];
     if
     :: c >= HONEST && (IN(late,from[x]) || (from[x] < HONEST && USED(from[x]) && (sib[x] & MINE & ~turned) == 0)) -> late = late | BIT(c)
     :: else
     fi;
     turned = turned | BIT(from[x])
  :: else
  fi;
  parent[c] = from[x]; named[c] = sib[x]; placed = placed | BIT(c); has = has | BIT(c);
  order[c] = arrived; arrived++;
  pl[tail] = c; tail++
}

/* consider files parcel x: a new branch, the same turn once more, a repeat that changes nothing, or it waits. */
inline consider(x) {
  if
  :: from[x] == NONE -> if :: !IN(placed,to[x]) -> place(x) :: else fi
  :: from[x] != NONE && IN(placed,from[x]) && !IN(placed,to[x]) -> place(x)
  :: from[x] != NONE && IN(placed,from[x]) && IN(placed,to[x]) && parent[to[x]] == from[x] -> named[to[x]] = named[to[x]] | sib[x]
  :: from[x] != NONE && !IN(placed,from[x]) && !IN(placed,to[x]) -> wq[nw] = x; nw++
  :: else
  fi
}

/* resume takes out of what waits, in order, those for which COND holds of r. */
#define RESUME(COND) \
  i2 = 0; \
  do \
  :: i2 < nw -> \
     r = wq[i2]; \
     if \
     :: COND -> \
        j2 = i2; \
        do :: j2 + 1 < nw -> wq[j2] = wq[j2+1]; j2++ :: else -> break od; \
        nw--; wq[nw] = 0; \
        consider(r) \
     :: else -> i2++ \
     fi \
  :: else -> break \
  od

/* judge sets m to the codes that would get content from a board made now, and q to those that would get an alarm. */
inline judge() {
  m = 0; q = 0;
  if
  :: closed || leaves == 0
  :: !closed && ONE(leaves) -> m = leaves & has
  :: !closed && leaves != 0 && !ONE(leaves) && fault == 4 ->
     k = NONE; i = 0;
     do :: i < CODES -> if :: IN(leaves,i) && (k == NONE || order[i] > order[k]) -> k = i :: else fi; i++ :: else -> break od;
     m = BIT(k)
  :: !closed && leaves != 0 && !ONE(leaves) && fault != 4 -> q = leaves & has
  fi;
  if :: fault == 3 && ONE(leaves) && leaves != 1 -> i = 0; do :: i < CODES && !IN(leaves,i) -> i++ :: else -> break od; m = m | BIT(parent[i]) :: else fi;
  printf("@then content %d alarm %d\n", m, q)
}

hidden byte i2, j2, r, d;

/* take is what the desk does with one parcel, and with what waited for it. */
inline take(x) {
  d_step {
    if
    :: !IN(known,x) ->
       known = known | BIT(x); head = 0; tail = 0; news = 1;
       consider(x);
       do
       :: head < tail -> d = pl[head]; head++; RESUME(from[r] == d); RESUME(to[r] == d)
       :: else -> break
       od;
       grow(); forget()
    :: else
    fi;
    judge(); skip
  }
}

/* publish makes a board, and checks (b) and (c). */
inline publish() {
  d_step {
    printf("@board\n");
    grow(); judge(); content = m; alarm = q;
    assert(((content | alarm) & turned) == 0);                                   /* (b) used */
    assert((content & late) == 0);                                               /* (b) found used */
    assert(content == 0 || (alarm == 0 && (fault == 3 || ONE(content))));        /* content for one code */
    assert(found != 0 || lapses != 0 || alarm == 0)                              /* (c), and nobody who makes no muddle is ever frozen */
  }
}

/* keep is the officer's decision, for the branch of code x, about every fork between it and the report. */
inline keep(x) {
  d_step {
    grow(); i = x;
    do
    :: parent[i] != NONE ->
       k = knot[parent[i]];
       if
       :: kids[k] != 0 && !ONE(kids[k]) ->
          q = 0;
          do
          :: q < CODES ->
             if :: IN(placed,q) && knot[q] == k -> kept[q] = NONE :: else fi;
             if :: IN(placed,q) && knot[q] == knot[i] -> accepted = accepted & ~BIT(q) :: else fi;
             q++
          :: else -> break
          od;
          kept[parent[i]] = i
       :: else
       fi;
       i = parent[i]
    :: else -> break
    od;
    printf("@keep %d\n", x);
    if :: x >= HONEST -> late = 0 :: else fi; /* the officer takes him for the reporter */
    news = 1; grow(); forget(); judge(); skip
  }
}

/* accept says that a closed branch is the same reporter's after all. */
inline accept(x) {
  d_step {
    grow(); i = x;
    do :: parent[i] != NONE && st[parent[i]] == CLOSED -> i = parent[i] :: else -> break od;
    accepted = accepted | BIT(i);
    printf("@accept %d\n", x);
    news = 1; grow(); forget(); judge(); skip
  }
}

/* pick sets x to any of the things in mask y, which must not be empty. It tries the first that is not passed over. */
inline pick(x, y) {
  x = 0;
  do
  :: IN(y,x) -> break
  :: ((y) >> (x + 1)) != 0 -> x++
  od
}

inline lowest(x, y) { x = 0; do :: IN(y,x) -> break :: else -> x++ od }

/* write makes a parcel; one that was made before is sent again. */
inline write(f, t, s) {
  m = 0; i = 0;
  do :: i < np -> if :: from[i] == (f) && to[i] == (t) && sib[i] == (s) -> m = 1; drop = drop | BIT(i) :: else fi; i++ :: else -> break od;
  if
  :: m == 0 -> from[np] = f; to[np] = t; sib[np] = s; drop = drop | BIT(np); printf("@send %d from %d to %d naming %d\n", np, f, t, s); np++
  :: else
  fi
}

/* A turn: with the first next code that was noted, naming the others; with a new one if there is none. */
inline turn() {
  d_step {
    if
    :: noted == 0 -> c = made; noted = BIT(c); made++
    :: else -> lowest(c, noted)
    fi;
    printf("@turn %d noted %d to %d\n", old, noted, c);
    write(old, c, noted & ~BIT(c));
    if :: fault == 1 -> old = c; noted = 0 :: else fi;
    c = 0
  }
}

/* A next code that shows something shows that the earlier turn has arrived: no client makes another then, unless all that the reporter has show alarms. */
#define ARRIVED ((servedC & noted) != 0 || ((servedA & noted) != 0 && ONE(noted)))
#define WILD    (fault != NONE && !calm)
#define MAY     (sent < SENT)
#define SPARE   (made < HONEST - 2)

active proctype reporter() {
  byte n;
end: do
  :: atomic { WILD && MAY && !ARRIVED && (noted != 0 || SPARE) -> turn(); sent++ }
  :: atomic { WILD && SPARE && noted == 0 && sent > 0 -> noted = BIT(made); made++ }                                          /* crashes before it is sent */
  :: atomic { WILD && MAY && SPARE && noted != 0 && lapses < LAPSES ->                                                     /* forgets that one was noted */
       lapses++; sent++;
       d_step { noted = noted | BIT(made); printf("@turn %d noted 0 to %d\n", old, made); write(old, made, 0); made++ } }
  :: atomic { WILD && noted != 0 && lapses < LAPSES -> lapses++; pick(n, noted); noted = noted & ~BIT(n); n = 0 }            /* loses one */
  :: atomic { WILD && (servedC & noted) != 0 -> pick(n, servedC & noted); old = n; noted = 0; n = 0 }                        /* sees the receipt */
  :: atomic { WILD && (servedA & noted) != 0 && ONE(noted) -> lowest(n, noted); old = n; noted = 0; n = 0 }                  /* goes on with a code that shows an alarm */
  od
}

active proctype carrier() { /* drop, courier, and the desk that takes a parcel, or crashes */
  byte n;
end: do
  :: atomic { WILD && drop != 0 -> pick(n, drop); printf("@take %d\n", n); take(n); n = 0 }
  :: atomic { WILD && drop != 0 -> pick(n, drop); printf("@crash %d\n", n); n = 0 }
  :: atomic { WILD && drop != 0 -> pick(n, drop); drop = drop & ~BIT(n); n = 0 }
  :: atomic { WILD && drop != BIT(np) - 1 -> pick(n, (BIT(np) - 1) & ~drop); drop = drop | BIT(n); n = 0 }
  :: atomic { WILD && nw > 0 -> printf("@expire\n"); d_step { do :: nw > 0 -> nw--; known = known & ~BIT(wq[nw]); wq[nw] = 0 :: else -> break od; skip } }
  :: atomic { WILD && news -> publish(); news = 0 }
  :: atomic { WILD && (servedC != content || servedA != alarm) -> servedC = content; servedA = alarm; printf("@serve\n") }
  od
}

active proctype finder() {
  byte n;
end: do
  :: atomic { WILD && nfound < FOUND && (found & MINE) != BIT(made) - 1 -> pick(n, (BIT(made) - 1) & ~found); found = found | BIT(n); nfound++; n = 0 }
  :: atomic { WILD && found != 0 && strange < STRANGE ->
       pick(n, found);
       if
       :: d_step { write(n, HONEST + strange, 0); found = found | BIT(HONEST + strange); strange++ }
       :: found != BIT(n) -> d_step { write(n, HONEST + strange, found & ~BIT(n)); found = found | BIT(HONEST + strange); strange++ }
       fi;
       n = 0 }
  od
}

/* forkable sets m to the branches on whose way from the report there is a fork. */
inline forkable() {
  m = 0; j = 0;
  do
  :: j < CODES ->
     i = j;
     do
     :: IN(placed,i) && parent[i] != NONE -> if :: kids[knot[parent[i]]] != 0 && !ONE(kids[knot[parent[i]]]) -> m = m | BIT(j) :: else fi; i = parent[i]
     :: else -> break
     od;
     j++
  :: else -> break
  od
}

inline acceptable() {
  m = 0; j = 0;
  do :: j < CODES -> if :: IN(placed,j) && st[j] == CLOSED && (leaves == 0 || ONE(leaves)) -> m = m | BIT(j) :: else fi; j++ :: else -> break od
}

#ifdef WALK
#define MAYCLOSE (sent == SENT && strange == STRANGE && decisions > 0) /* what comes after that is dull */
#else
#define MAYCLOSE true
#endif
#define CAN_CLOSE (placed != 0 && !closed)

active proctype officer() {
  byte n;
end: do
  :: atomic { WILD && CAN_CLOSE && decisions < DECISIONS -> d_step { grow(); forkable(); choice = m }
       if :: choice != 0 -> decisions++; pick(n, choice); choice = 0; keep(n) :: else fi; n = 0 }
  :: atomic { WILD && CAN_CLOSE && decisions < DECISIONS -> d_step { grow(); acceptable(); choice = m }
       if :: choice != 0 -> decisions++; pick(n, choice); choice = 0; accept(n) :: else fi; n = 0 }
  :: atomic { WILD && CAN_CLOSE && MAYCLOSE && decisions < DECISIONS -> decisions++; closed = 1; news = 1; printf("@close\n"); d_step { grow(); forget(); judge(); skip } }
  od
}

#define WALLET  (BIT(old) | noted)
#define SEVERAL (noted != 0 && !ONE(noted))
#define EXCUSED (closed || !IN(placed,0))

inline look() {
  publish();
  d_step {
    servedC = content; servedA = alarm;
    shown = (content & WALLET) != 0;
    printf("@look %d noted %d shown %d\n", old, noted, shown)
  }
}

/* From any state on, all may be honest: the drop delivers what it has, in any order, the reporter turns if there is nothing, naming every code
   that was noted, and then, if there is still nothing, as if none had been; the officer keeps a branch of the reporter's. */
active proctype honest() {
  byte n;
#ifdef WALK
  byte steps; /* simulations go on until something has happened */
  do :: steps < WALK -> steps++ :: else -> break od;
#else
  c_code { now.fault = given("PLANTED"); now.sent += given("UNSENT"); now.nfound += given("UNFOUND"); };
#endif
  atomic { np > 0 -> calm = 1; printf("@calm\n") };
  do
  :: atomic { drop != 0 -> pick(n, drop); printf("@take %d\n", n); take(n); drop = drop & ~BIT(n); n = 0 }
  :: drop == 0 -> break
  od;
  atomic {
    look();
    if
    :: !shown && !EXCUSED && ((alarm & WALLET) == 0 || SEVERAL) -> turn(); lowest(n, drop); printf("@take %d\n", n); take(n); drop = 0; look()
    :: else
    fi;
    if
    :: !shown && !EXCUSED && (alarm & WALLET) == 0 ->
       d_step { noted = BIT(made); printf("@turn %d noted 0 to %d\n", old, made); write(old, made, 0); made++ }
       lowest(n, drop); printf("@take %d\n", n); take(n); drop = 0; look()
    :: else
    fi;
    if
    :: !shown && !EXCUSED ->
       d_step { grow(); forkable(); m = m & WALLET; j = 0;
         do :: j < CODES -> if :: IN(m,j) && kids[knot[j]] != 0 -> m = m & ~BIT(j) :: else fi; j++ :: else -> break od;
         choice = m }
       assert(found != 0 || decisions != 0 || (leaves & ~WALLET) != 0);            /* (c) */
       assert(choice != 0);                                                       /* (a) */
       pick(n, choice); choice = 0; keep(n); look()
    :: else
    fi;
    assert(shown || EXCUSED);                                                     /* (a) */
    n = 0
  }
}

