"""The benchmark: linkcheck and its peers before one web whose hosts are as slow, as dead and as strict as real ones.

`make bench` runs it, `python -m tests.bench --profile plain` tells where linkcheck's own time goes. Speed is shown here
and asserted nowhere: what a machine can do is no promise.

The scenarios `plain` and `tls` are bounded by the processor alone: hosts that answer at once, beside a loop that only
reads pages with aiohttp. What was tried for them, the largest first:

- one automaton over a page's source in place of a hundred searches, and no questions where it finds nothing
  (`judge.ordinary`); titles, headings and words are read when they are asked for, and a plain page's from its source:
  a tree takes as long for the shortest page as for 14 KB of text (`judge.plain`);
- connections of our own with aiohttp's parser (`net.connections`): its session was most of a request's cost;
- checks written by the hundred, and what they want to know read by the hundred (`store.session`, `pipeline.checking`);
- no policy of retries where the first answer is good, no context managers around each request, hosts and paths that
  need no escaping recognised by one expression;
- expressions that are tried only where a word stands that they need (`judge.literals`), and a page's marks looked for
  many at a time;
- one timer for a request in place of three (`net.limits`), default headers written once, workers that are woken only
  where there is something to do (`crawl.turns`);
- of a quiet check only verdicts told (`pipeline.told`), and no library imported that a command does not use;
- the cycle collector searched a tenth of the time (`cli.running`); switched off, it saves hardly more;
- mypyc over the model, the judge and most of crawl and net: no gain at all, for the time is in many small calls of
  libraries and of generators, which it cannot shorten. Fewer requests in flight, and other thresholds of the heap: no
  gain either.

What is left is spread thin: by the profile a third goes to asking (the bare loop does nothing else), somewhat less to
the judge, the rest to the crawl's order, to the store and to starting.
"""
