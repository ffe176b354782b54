# What reports and model cards say. Headings of columns begin with `title-`, rows that the program names with `row-` and their stable name.

title-what = What
title-how-many = How many
title-counted = Counted in full
title-share-of-lists = Share of lists
title-for-somebody = Lists for somebody
title-lists = Lists
title-who-clicked = Who clicked
title-click-ratio = Clicks, against the best
title-who-bought = Who bought
title-purchase-ratio = Purchases, against the best
title-below = Below four fifths
title-group = Group
title-attention = Attention
title-offer = Share of the offer
title-clicked = Clicked
title-bought = Bought
title-share = Share
title-promise = What it promises
title-attention-measured = Attention measured
title-rule = Rule
title-rules = Rules
title-span-before = In the span before
title-items-of = Items of
title-relevance-kept = Relevance kept
title-items-kept = Items kept
title-approved-by = Approved by
title-live-since = Live since
title-how = How
title-when = When
title-by = By
title-why = Why
title-entries = Entries
title-decided = Decided
title-fine = Of these found fine
title-opened = Opened
title-now = Now
title-owner = With
title-last = Last said
title-happened = What happened
title-as-usual = As usual
title-tried = With what was tried
title-finding = What can be said
title-question = Question
title-versions = Versions
title-does = What it does
title-paid-by = Paid by
title-share-of-scores = Share of the scores
title-why-so = Why it weighs as it does
title-evidence = Evidence
title-used = Used
title-data = Data
title-what-for = What it is for
title-call = The call for it
title-choice = Choice

row-lists = lists
row-lists_before = lists of the span before
row-people = people who were shown any
row-unreadable = records that could not be read
row-reports = customers’ reports
row-personalised = with something personal
row-fallback = with a stand-in for it
row-opted_out = for people who want nothing used
row-coverage = items on offer that stood in any list
row-gone = places of items that are not on offer any more
row-concentration = how unevenly places are shared: 0 evenly, 1 one item has all (Gini)
row-all_places = all places
row-all = all
row-copies = copies of what is kept of somebody
row-erasures = erasures
row-replays = decisions made again to compare them
row-refused = calls that were refused for want of rights

source-of-report = reported by a customer
source-of-low_confidence = little confidence
source-of-sensitive = sensitive kind
source-of-sample = weekly sample

# The fairness audit.
audit-scope = What was looked at
audit-scope-all = All lists of the decision log in the span, as far as they are still there: what was erased, withdrawn or has expired is in no figure. A click or a purchase counts where its event quotes the list, within 24 hours.
audit-drawn = { $n ->
    [one] There were more than the { $shown } person who is counted for shares, drawn by hash.
   *[other] There were more than the { $shown } people who are counted for shares; those who are were drawn by hash.
  }
audit-more-than = more than { $thing }
audit-customers = Groups of customers
audit-customers-how = Of the customers who chose to allow measuring: who clicked or bought something of their first list. A group’s rate is held against the highest of its segment. Its bounds hold however often somebody looks while the span grows.
audit-certain-both = { $a } { $b } clicks and buys certainly less than four fifths of the group with the highest rate.
audit-certain-clicks = { $a } { $b } clicks certainly less than four fifths of the group with the highest rate.
audit-certain-buys = { $a } { $b } buys certainly less than four fifths of the group with the highest rate.
audit-no-group = No group of at least { $thing } such people could be measured.
audit-open = { $n ->
    [one] { $shown } group is below four fifths as counted, but that may be chance.
   *[other] { $shown } groups are below four fifths as counted, but that may be chance.
  }
audit-certainly = certainly
audit-perhaps = perhaps
audit-not = no
audit-verdicts = clicks { $a }, purchases { $b }
audit-withheld = { $thing }; { $n ->
    [one] { $shown } group is too small to be told of
   *[other] { $shown } groups are too small to be told of
  }
audit-items = Groups of items
audit-items-how = Attention is what a place gets of a list’s: the first the most, the tenth 0.29 of that. The mark beside a bar is the group’s share of the items on offer. Clicks and purchases are shares of places.
audit-of-rules = Groups that the rules name
audit-of-categories = Categories
audit-of-brands = Brands
audit-of-sellers = Sellers
audit-of-payers = Items whose place somebody pays for, by who pays
audit-left-out = { $thing }; { $n ->
    [one] { $shown } with less attention is left out
   *[other] { $shown } with less attention are left out
  }
audit-whole-offer = The offer as a whole
audit-promises = What the rules promise
audit-promised = Promised and measured
audit-no-promise = No rule that is live promises a group of items anything.
audit-promises-how = By the rules that are live at the report’s moment; a promise of places is not one of attention.
audit-parity = groups of { $a } see it alike, within { $b }
audit-kept-out = { $n ->
    [one] Reviews keep { $shown } item out now.
   *[other] Reviews keep { $shown } items out now.
  }
audit-limit-consent = Groups of customers are those who chose to allow measuring; the others may fare otherwise.
audit-limit-few = Nothing is told of fewer than { $thing } people. An empty figure is no clean bill of health.
audit-limit-alone = A group is seen alone, not together with another. A lower rate is no proof of unfairness, and an equal one none of fairness.
audit-limit-intervals = Shares have 95 % intervals that take one person’s lists for alike; rates of groups of customers have bounds that hold at all times at once. Figures without an interval are counted in full.
limits-title = What this does not say

# What a rule gives a group.
places-least = at least { $thing } of the places
places-between = at least { $a } of the places, at most { $b }
places-tested = at least as many places as a test of fairness asks for
places-tested-most = at least as many places as a test of fairness asks for, at most { $thing } of the places
places-over-time = { $thing } of the attention over time

# The review of a campaign.
review-came = What came of it
review-no-item = No item on offer is one that a rule of this span means.
review-came-how = Places of items that a rule means, whether the rule put them there or evidence did; what a rule did by itself only an experiment says. Attention is what a place gets of a list’s: the first the most, the tenth 0.29 of that.
review-quiet = { $n ->
    [one] Of { $shown } more who pays nothing was shown, or to too few people to tell.
   *[other] Of { $shown } more who pay nothing was shown, or to too few people to tell.
  }
review-rates = Clicks and purchases next to all places
review-payer = { $thing }, who pays
review-measured = Measured when it was handed in
review-expected = What was expected
review-unmeasured = No rules that were measured beforehand went live in this span.
review-expected-how = Against the rules that were live then, on the lists of real customers, before anybody was shown them.
review-limit-consent = Clicks and purchases are of people whose consent allows counting them, within 24 hours of a list that their event quotes.
review-limit-causes = Rates of two spans, or of two groups of items, differ for many reasons. Only an experiment says what a rule did.
review-limit-few = Nothing is told of fewer than { $thing } people.
promoted-title = What was promoted
promoted-none = No rule of this span pinned, raised, lowered or excluded anything, or gave a group its share.
promoted-rules = Rules in force
promoted-pin = pin “{ $thing }”
promoted-boost = boost “{ $thing }”
promoted-group = group “{ $thing }”
promoted-target = target “{ $thing }”
promoted-exclusion = exclusion “{ $thing }”
promoted-no = { $a }, no. { $b }
promoted-puts = puts “{ $a }” at place { $b }
promoted-lowers = { $n ->
    [one] lowers by { $shown } point
   *[other] lowers by { $shown } points
  }
promoted-raises = { $n ->
    [one] raises by { $shown } point
   *[other] raises by { $shown } points
  }
promoted-kept-out = is shown to nobody
promoted-always = always
promoted-from = from { $thing }
promoted-until = until { $thing }
promoted-span = { $a } to { $b }

# What people did in the span.
deed-version = version { $thing }
deed-nobody = nobody
deed-rules = Rules that went live
deed-changes = Changes of the rules
deed-no-rules = No rules went live in this span.
deed-imposed = imposed, past approval
deed-rolled-back = went back to earlier rules
deed-published = published
deed-by-source = By why they were looked at
deed-reviews = What people reviewed
deed-no-review = Nothing came up for review in this span.
deed-undecided = Nothing of it is decided yet.
deed-median = { $n ->
    [one] Half of what was decided was decided within { $shown } hour of coming in.
   *[other] Half of what was decided was decided within { $shown } hours of coming in.
  }
deed-open = open
deed-resolved = resolved
deed-opened = What was opened
deed-incidents = Incidents
deed-no-incident = None was opened in this span.
alarm-above-drift = { $a } of the attention went over to other categories, at most { $b } is usual
alarm-coverage = { $a } of the catalogue is shown, at least { $b } is usual
alarm-concentration = the concentration of places is { $a }, at most { $b } is usual
alarm-fallback = { $a } of the lists had something stand in, at most { $b } is usual
alarm-opted_out = { $a } of the lists were for people who had opted out, at most { $b } is usual
alarm-reports = reports for each 1 000 lists: { $a }, at most { $b } are usual
alarm-clicks = “{ $a }” of “{ $b }” clicks { $c } times as often as the group that does most, at most { $d } times
alarm-purchases = “{ $a }” of “{ $b }” buys { $c } times as often as the group that does most, at most { $d } times
alarm-leakage = lists are not held to what they may give away of “{ $thing }”: the model in use has learnt nothing of it. Whoever runs this shop has to train it with --leaning, or the budget has to go
incident-of-review = A reviewer found that “{ $thing }” needs more than a review
incident-quiet = It is no longer so.
deed-asked-clicks = { $thing } (people who clicked)
deed-asked-purchases = { $thing } (people who bought)
deed-tried = What was tried
deed-experiments = Experiments
deed-no-experiment = None ran in this span.
deed-uncertain = { $n ->
    [one] Of { $shown } nothing certain can be said at this report’s moment.
   *[other] Of { $shown } nothing certain can be said at this report’s moment.
  }

# What an experiment says.
trial-too-few = Nothing is told while an arm has fewer than { $thing } people who count.
trial-found-better-clicks = The treatment is better: between { $a } and { $b } more people click.
trial-found-worse-clicks = The treatment is worse: between { $b } and { $a } fewer people click.
trial-found-open-clicks = It is not known yet which is better: between { $a } fewer and { $b } more people click.
trial-found-better-purchases = The treatment is better: between { $a } and { $b } more people buy.
trial-found-worse-purchases = The treatment is worse: between { $b } and { $a } fewer people buy.
trial-found-open-purchases = It is not known yet which is better: between { $a } fewer and { $b } more people buy.
trial-in-points = { $thing } points

# The transparency report.
clarity-how = How lists are made
clarity-unlearnt = Nothing is learnt yet, so nothing personal is recommended.
clarity-sum = A score is a sum of signed lines, one for each piece of evidence; nothing else ranks an item.
clarity-measured = Shares are counted in full on the last { $n ->
    [one] list
   *[other] { $shown } lists
  }, of { $people ->
    [one] { $people } person
   *[other] { $people } people
  }.
clarity-parameters = What a score is made of
clarity-data = What data is used
clarity-kinds = Kinds of data
clarity-used = yes
clarity-unused = no
clarity-set = What the shop has set
clarity-in-force = Rules in force
clarity-no-rule = No rule is in force.
clarity-paid = somebody pays for it
clarity-promotion = promotion
clarity-fairness = a fair share
clarity-variety = variety
clarity-exclusion = kept out
clarity-choices = What customers can do
clarity-can = Choices of customers
clarity-lists = Lists of the span
clarity-asked = What people asked for
clarity-calls = Calls
clarity-asked-how = Counted from the trail of the service, as far as it reaches back. What is done at the command line is not in it, and copies for people who were erased since have gone with them.
clarity-settings = Changes of what needs approval, and of what is alarming
clarity-record = How this can be checked
clarity-chain = Every decision is a link of a chain of hashes. When this report was made the chain ended at link { $a }, with the hash { $b }.
clarity-signed = Its state was last signed at link { $a }, on { $b }, by the key { $c }.
clarity-unsigned = Its state was never signed: whoever can write to the store could have made the chain anew.

# How a model came into use.
use-title = The model in use
use-none = There is none yet.
use-kept = Model { $thing }, { $n ->
    [one] the only one that is kept
   *[other] one of { $shown } that are kept
  }. What follows is the card that was written when it was fitted.
use-unheld = It was held to no earlier model when it came into use.
use-came = It came into use: { $thing }.
use-refused = It was refused: { $thing }.
use-somebody = Somebody
use-overridden = { $a } made it the current one all the same, on { $b }: { $c }

# The card that training writes, in Markdown.
card-title = Model card: `{ $thing }`
card-about = Linear operators in closed form, each with lines of its own in every score: what goes together (several operators folded into one sparse matrix of item-item weights), what is clicked after what within a visit, what is described alike, popularity and trend. Written by candor { $a }, format { $b }.
card-data = Data
card-customers = customers and visitors with a choice
card-events = events that consent admits
card-items = items
card-weights = item-item weights
card-unlinked = pairs of evidence and item that reviewers took back
card-newest = newest event
card-none = none
card-digest = digest of what was learnt from
card-parameters = Parameters
card-all = All parameters
card-one = Parameter
card-its-value = Value
card-formula = Confidence: `1 / (1 + exp(-({ $a } score { $b } ln(1 + items that speak) { $c } ln(rank) { $d })))`, with the rank before any rule.
card-measured = How it was measured
card-taken-over = It was not: its parameters and its calibration are those of model `{ $thing }`, whose card says how they were chosen and how that model was measured. `candor train` without `--keep` chooses and measures anew.
card-unmeasured = It was not: there is too little data for a hold-out.
card-hold-out = { $n ->
    [one] Trials learn from the events before { $thing } (85 % of them) and are asked for what { $shown } customer newly chose after it, among all items that they had not bought. The parameters below were chosen on this customer, one parameter at a time, so the figures lean in their favour; `candor evaluate` measures on a later part that no choice has seen. The model itself is then fitted on everything with the chosen parameters.
   *[other] Trials learn from the events before { $thing } (85 % of them) and are asked for what { $shown } customers newly chose after it, among all items that they had not bought. The parameters below were chosen on these customers, one parameter at a time, so the figures lean in their favour; `candor evaluate` measures on a later part that no choice has seen. The model itself is then fitted on everything with the chosen parameters.
  }
card-chosen-parameters = chosen parameters
card-most-popular = most popular unseen items
card-trials = Trials
card-trials-how = One parameter after the other, each with all others at the best values found before it.
card-parameter = parameter
card-value = value
card-confidence = Confidence
card-weighed = A score is in log-odds: a regularised logistic regression weighed the sources of evidence.
card-scaled = A score is in log-odds: one slope for all sources, in the proportions that the trials found.
card-as-given = Scores are as the parameters give them.
card-tried = NDCG@20 on the half not learnt from: { $a } with a weight of its own for each source, { $b } with one for all.
card-impossible = not possible
card-bins = Learnt from every other customer of the hold-out, checked on the rest, who also had a say in the parameters; what is clicked next within a visit is weighed by rank alone. Bins of equal count; expected calibration error { $thing }.
card-chart = Confidence and how often it came true
card-from = confidence from
card-to = to
card-candidates = candidates
card-mean = mean confidence
card-share = share chosen
card-rank = rank
card-error = expected calibration error
card-ranks = { $a } to { $b }
card-use = Intended use
card-use-for = To rank the shop’s items for a customer, or beside an item, and to say why: every score is a sum of signed lines, one per piece of evidence, and the reasons shown are groups of these lines. Histories count only as far as the customer’s consent lets them. Segments of customers are never used for scoring; they serve to check whether groups are served alike, for customers who allow it (`candor evaluate`).
card-use-not = Not intended for: setting prices by customer; decisions on credit, work, housing, insurance or health; guessing what a person is.
card-limits = Limits
card-limit-repeats = It repeats what customers did. What was never shown was never chosen, and the model cannot tell the two apart.
card-limit-few = An item that few people chose before training is known by its description, price and category; such evidence fades as people choose it. An item without any of these can stand in a list through a rule only.
card-limit-causes = Weights say what goes together, not what causes what.
card-limit-frequency = The confidence is a frequency over customers like those of the hold-out; it drifts as the shop’s offer does.
card-limit-groups = Accuracy by group of customers, diversity and exposure are not in this card: `candor evaluate` measures them.
