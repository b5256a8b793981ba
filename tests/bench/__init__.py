"""The benchmark: linkcheck and its peers before one web whose hosts are as slow, as dead and as strict as real ones.

`make bench` runs it, `python -m tests.bench --profile plain` tells where linkcheck's own time goes. Speed is shown here
and asserted nowhere: what a machine can do is no promise.

The scenarios `plain` and `tls` are bounded by the processor alone: hosts that answer at once, beside a loop that only
reads pages with aiohttp. What was tried for them, the largest first:

- one automaton over a page's source in place of a hundred searches, and no questions where it finds nothing
  (`judge.ordinary`); titles, headings and words are read when they are asked for. Telling
  the words of a page without a tree was left out, for it cannot be exact;
- connections of our own with aiohttp's parser (`net.connections`): its session was most of a request's cost;
- checks written by the hundred, and what they want to know read by the hundred (`store.session`, `pipeline.checking`);
- no policy of retries where the first answer is good, no context managers around each request, hosts and paths that
  need no escaping recognised by one expression;
- the cycle collector searched a tenth of the time (`cli.running`); switched off, it saves hardly more.
"""
