"""The benchmark: linkcheck and its peers before one web whose hosts are as slow, as dead and as strict as real ones.

`make bench` runs it, `python -m tests.bench --profile plain` tells where linkcheck's own time goes. Speed is shown here
and asserted nowhere: what a machine can do is no promise.

The scenarios `plain` and `tls` are bounded by the processor alone: hosts that answer at once, beside loops that only
read pages with aiohttp, on asyncio's own loop and on uvloop, which linkcheck takes.
What was tried for them, the largest first:

- one automaton over a page's source in place of a hundred searches, and no questions where it finds nothing
  (`judge.ordinary`); titles, headings and words are read when they are asked for, and most pages' from their source:
  a tree takes as long for the shortest page as for 14 KB of text (`judge.plain`);
- connections of our own with aiohttp's parser (`net.exchange`): its session was most of a request's cost, and its
  protocol woke the request for the head and for each piece of the body;
- c-ares in the loop's own thread (`net.ares`) and one question for a name where IPv6 cannot be reached, and the only
  address that a host has connected to by the loop itself: together more than half of what a new host costs. Over TLS
  that is a fifteenth of it, for the handshake is nearly all the rest;
- a document's links written behind a commit and not in a step of an open transaction, where SQLite put the pages of
  each row into a file first (80,000 writes for 10,000 links); what every link takes some of made of tuples;
- checks written by the hundred, and what they want to know read by the hundred (`store.session`, `pipeline.checking`);
- no policy of retries where the first answer is good, no context managers around each request, hosts and paths that
  need no escaping recognised by one expression;
- expressions that are tried only where the words stand that they need (`judge.literals`, `judge.forms`), a page's marks
  looked for many at a time (`judge.marks`), so that a page of few words, which could bear each of them, is held against
  none; and compiled when they are first tried;
- the first blocks of a page's tree, 324 KiB each, left in the heap (`net.allocation`): asked of the system each time,
  with their page faults, they cost more than the reading;
- one timer for a request in place of three (`net.limits`), default headers written once, workers that are woken only
  where there is something to do (`crawl.turns`);
- of a quiet check only verdicts told, and of what lives by its last check alone (`pipeline.verdicts`); nothing
  imported that a command does not use (`linkcheck.rooms`), and the process left without being taken apart (`cli`);
- the schema's lists of words, which SQLite makes anew for each row, held only against what comes from elsewhere
  (`store.session`), and a commit every tenth of a second;
- whatever seldom matters to a link asked behind one cheap test, and a host's place in the queue kept where its worth
  has not changed (`crawl`);
- the cycle collector searched a tenth of the time (`cli.running`); switched off, it saves hardly more;
- mypyc over the model, the judge and most of crawl and net: no gain at all, for the time is in many small calls of
  libraries and of generators, which it cannot shorten. Fewer requests in flight: no gain either.

No gain, or less than a hundredth, had: one timer for all requests, a parser kept with its connection, a larger page
cache and rarer checkpoints for SQLite, inserts without triggers or foreign keys, all that is made once of tuples too.
Idle connections that are hung up on with their host's last link change no peak: all hosts are asked side by side.

What is left is spread thin: by the profile a third goes to asking (the bare loop does nothing else), a quarter to the
judge, a tenth to starting, the rest to the crawl's order and to the store.

`short` and `menu` are the same with other pages. A page of few words was held against every mark (some 90 expressions
and 80 rows a link, three times), which took three times what a long plain page does. One with a menu was held against
all words of its links, which took as long: now it is asked first whether there are words to look for, its title next,
and its source shows title, headings and length without a tree (`judge.markup`). To read the beginning alone with the
parser gains little: most of its time for a page of 16 KB does not depend on the length.
"""
