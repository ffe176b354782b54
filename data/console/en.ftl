# The words of the console, for those who work for a shop.

# What every page of the console has.
desk-console = console
desk-sign-out = Sign out
desk-foot = What you do here is kept with your name, the moment and your reason.
nav-start = Start
nav-tune = Tune
nav-wording = Wording
nav-policies = Policies
nav-experiments = Experiments
nav-reviews = Reviews
nav-watch = Watch
nav-incidents = Incidents
nav-reports = Reports
nav-oversight = Oversight
role-marketer = marketer
role-approver = approver
role-analyst = analyst
role-auditor = auditor
role-admin = admin
role-publishable = publishable
role-secret = secret
desk-why = Why
desk-if-you-like = (if you like)
desk-by = by { $thing }
desk-newer = Newer
desk-older = Older
desk-pages = Pages
desk-of = { $a } of { $b }
desk-page-of = Page { $a } of { $b }
desk-range = { $a } to { $b }
desk-within = { $a } ({ $b } to { $c })
desk-show = Show
desk-nobody = nobody
desk-log = Log
desk-history = History
desk-can = What you can do
desk-cannot = And what you cannot
desk-too-few = fewer than { $thing } people
desk-not-known = not known
desk-which = Which
desk-live = Live
desk-draft = Draft
desk-this = This
desk-standard = the standard rules
desk-standard-live = The standard rules are live.
desk-version-live = Version { $thing } is live.
desk-version = Version { $thing }
desk-drafts-by = Drafts are written by marketers and admins.
desk-chart = { $thing }, as in the table

# Signing in.
sign-in = Sign in
sign-title = Sign in to the console of { $thing }
sign-people = The people of the demo
sign-demo = The demo asks nobody for a key. It listens on this machine alone.
sign-key = Your key
sign-whose = A key of a marketer, approver, analyst, auditor or admin. Whoever runs the shop makes one with
sign-ends = You are signed out after half an hour without a click, and after eight hours.
sign-ended = Your session has ended: its key no longer opens.
sign-out = You are signed out.
sign-no-key = That is not a key.
sign-shut = This key does not open: it is unknown, was revoked or has expired.
sign-program = This key is for programs. People sign in with a key of their own role.
task-marketer = writes rules and hands them in
task-approver = approves what others wrote, and decides reviews
task-analyst = looks at what came of the rules, changes none
task-auditor = looks at everything, changes no rule and no list
task-admin = may do all of it, but approve their own

# The start page.
start-hello = Good to see you, { $thing }
start-marketer = You write rules, see what they would change, and hand them in. What costs much is approved by somebody else.
start-approver = You approve or reject what others wrote, go back to earlier rules, and decide what comes up for review.
start-analyst = You see the rules, try others, see what comes of them, and make reports. You change no rule and no list.
start-auditor = You see everything that is decided here, by whom and why, and make reports. You change no rule and no list.
start-admin = You may do everything here, but approve what you wrote yourself.
start-places = Where lists stand
start-placement = Placement
start-rules = Live rules
start-drafts = Drafts
start-waiting = Wait for somebody
start-scheduled = Scheduled
start-experiment = Experiment
start-open = Open incidents
start-version = version { $thing }
start-running = running
start-no-experiment = none
start-state = The shop and its model
start-customers = customers
start-items = items on offer
start-events = events
start-decisions = decisions
start-model = model
start-learnt = learnt from
start-no-model = none yet
start-of-events = { $n ->
    [one] { $shown } event
   *[other] { $shown } events
  }
start-of-customers = { $n ->
    [one] { $shown } customer
   *[other] { $shown } customers
  }
start-told = { $a } of { $b }
start-until = { $a }, until { $b }

# Tuning.
tune-title = Tune { $thing }
tune-back = Back to the proposal
tune-heading = The rules of { $thing }
tune-standard = The standard rules are live; nobody has made others live yet.
tune-changing = You are changing a proposal.
tune-try = Try others on customers, then keep them as a draft.
tune-not-live = Nothing here is live before it is published.
tune-rules = Rules
tune-for = Preview for
tune-remove = Take this rule away
tune-preview = Preview
tune-measure = Measure
tune-keep-changes = Keep the changes
tune-keep-draft = Keep as a draft
tune-may-try = You may try rules.
tune-what = What
tune-would-see = would see
tune-customer = a customer
tune-hint = Drag an item of the draft by its grip to pin it to a place. With the keyboard: the arrow keys on the grip, Delete to let it go.
tune-pin-label = Our choice
tune-pinned = { $a } is pinned to place { $b }.
tune-released = { $thing } is not pinned any more.
tune-grip = Pin { $a }, now at place { $b }: arrow keys move it, Delete lets it go

# The preview of a draft.
see-sampled = One of twelve customers who are drawn by a hash of their names from those whose history may be used, and only numbered. You see which items move and which rule moves them, not who somebody is or what they did.
see-number = Customer { $thing } of the sample
see-live = These are the live rules.
see-nothing = These rules change nothing for { $thing }.
see-places = { $n ->
    [one] { $shown } of { $places } places changes.
   *[other] { $shown } of { $places } places change.
}
see-relaxed = A rule cannot be held:
see-turn = Rules begin or end at { $thing }: the draft then does something else than now. These lists show what holds now.
see-too-few = Fewer than 20 customers have a history that may be used, so a list could be guessed to be somebody’s: there is nobody to preview for. Measuring tells what the rules would change for all of them.
see-unlearnt = Nothing has been learnt yet, so there are no lists to preview. The rules can be written all the same.
see-leaves = leaves
see-new = new
see-up = up { $thing }
see-down = down { $thing }
see-follows = follows from what moved above, or from a rule that is gone
see-never = never shown: { $thing }
see-rule = a rule
see-brand = enough of its brand
see-category = enough of its category
see-seller = enough of its seller
see-room = makes room for others
see-louder = others speak louder now
cause-named = { $a } “{ $b }”
cause-pin = pin
cause-boost = boost
cause-bury = bury
cause-group = places for
cause-exposure = attention owed to
cause-parity = for everyone alike:
cause-leakage = less given away of
cause-diversity = variety
cause-cap = a limit on others
cause-serendipity = room for a surprise
cause-calibration = a mix like their own
cause-novelty = room for what few know

# What a draft would change for many.
impact-title = { $n ->
    [one] What it would change for { $shown } customer
   *[other] What it would change for { $shown } customers
}
impact-moved = { $shown } of { $places } places would show another item.
impact-kept = The lists keep { $a } of their items and { $b } of their relevance.
impact-label = Impact, measure by measure
impact-measure = Measure
impact-difference = Difference, 95 %
impact-uncertain = , no certain difference
impact-causes = Places moved by { $thing }. A place that two kinds of rule move counts for both.
impact-how = The same customers under both, chosen by a hash of their names. A difference counts where its interval lies on one side of nothing. Attention: a place counts 1 / log2(1 + rank).
impact-at = These lists are of { $thing }. Rules begin or end then, and of the moments that were measured the draft costs most at this one.
impact-left-out = { $n ->
    [one] { $shown } further moment at which rules begin or end was not measured.
   *[other] { $shown } further moments at which rules begin or end were not measured.
}
impact-price-enough = The price of “{ $a }” comes to rest at { $b } times the spread of a list’s scores; at these prices it gets what it asks for.
impact-price-short = The price of “{ $a }” comes to rest at { $b } times the spread of a list’s scores; at these prices it still gets less than it asks for.
impact-price-unknown = Too few customers tell what “{ $thing }” would cost.
impact-relevance = Relevance expected
impact-variety = Variety within a list
impact-surprise = Places that surprise
impact-coverage = Offer in at least one list
impact-parts = Attention by category and brand
impact-part = Part of the offer
impact-category = Category { $thing }
impact-brand = Brand { $thing }
impact-category-none = Items without a category
impact-brand-none = Items without a brand
impact-category-others = { $n ->
    [one] { $shown } other category, and items without one
   *[other] { $shown } other categories, and items without one
  }
impact-brand-others = { $n ->
    [one] { $shown } other brand, and items without one
   *[other] { $shown } other brands, and items without one
  }
impact-attention = Attention for { $thing }
impact-pin = pins
impact-boost = boosts and buries
impact-group = places for groups
impact-diversity = variety
impact-cap = limits
impact-serendipity = surprise
impact-calibration = the customer’s own mix
impact-novelty = what few know
impact-exposure = attention over time
impact-parity = parity between customers
impact-leakage = leakage budgets
impact-leaks = Given away of { $thing }, in nats
impact-other = another rule
impact-follow = what follows from the others

# What variety costs.
curve-title = What variety costs
curve-measured = Measured { $a } under { $b }, on { $c } customers.
curve-again = The rules or the model are others now; it is being measured again.
curve-label = Relevance kept against variety, as in the table below. You are here: { $thing }
curve-axis = variety within a list
curve-here-told = you are here: { $thing }
curve-here = you are here
curve-kind = variety { $thing }
curve-mmr = next to the likest item above
curve-dpp = next to all items above together
curve-table = The curve as a table
curve-variety = Variety
curve-strength = Strength
curve-kept = Relevance kept, 95 %
curve-within = Variety within a list
curve-coverage = Coverage
curve-stands = { $a } kept, variety { $b }
curve-how = Relevance kept is what is left of the points of lists without any rule; the live rules hold besides the variety that is tried. Points are not sales.
curve-first = It is being measured for the first time. Look again in a moment.
curve-too-few = There are { $thing } with a history that may be used, so no curve is told of them.

# The form of the rules.
form-wishes = Wishes
form-variety = Variety
form-next-to = Variety next to
form-mmr = the likest item above
form-dpp = all items above together
form-surprises = Share of surprises
form-closeness = Closeness to the customer’s own mix
form-novelty = Room for what few know
form-caps = At most, in one list (empty: no limit)
form-of-brand = of a brand
form-of-category = of a category
form-of-seller = of a seller
form-general = In general
form-owned = What was bought before
form-owned-out = is not shown again
form-owned-in = may be shown again
form-strangers = To strangers
form-popular = what many choose
form-empty = nothing
form-reasons = Reasons on an item, at most
form-wording = Wording
form-tone = Tone of reasons
form-language = Language of reasons
form-shops = the shop’s
form-neutral = plain
form-warm = warm
form-playful = playful
form-en = English
form-de = German
form-fr = French
form-requests = lists
form-days = days
form-attributes = Items with (name=value; …)
form-brands = of brands (…; …)
form-categories = in categories
form-sellers = of sellers
form-items = by id
form-from = From (UTC)
form-until = Until (UTC)
form-groups = Places for groups of items
form-add-group = Add a group
form-name-read = Name, as customers read it
form-least = At least, in %
form-most = At most, in %
form-scope = Of
form-prefix = every stretch from the top
form-list = the whole list
form-priority = Priority, kept first if higher
form-tested = Or tested by chance of, in %
form-alpha = failing at most, in %
form-corrected = Corrected
form-conservative = never above that
form-nearest = nearest to that
form-uncorrected = not at all
form-exposures = Attention for groups of items, over time
form-add-exposure = Add a target
form-target = Attention, at least, in %
form-over = Measured over
form-which-are = which are
form-gain = How fast the price answers
form-parities = Items that groups of customers see alike
form-add-parity = Add a parity rule
form-leakages = What a list may give away of who its customer is
form-add-leakage = Add a leakage budget
form-nats = At most, in nats (0.7 doubles or halves the odds of a guess)
form-name = Name
form-segment = Customers by segment
form-apart = Attention differs by at most, in points
form-pins = Pins
form-add-pin = Add a pin
form-promotion = Promotion, as customers read it
form-item = Item, by id
form-place = Place
form-paid = Paid by
form-boosts = Boosts and buries
form-add-boost = Add a boost
form-points = Points, -10 to 10
form-exclusions = Never shown
form-add-exclusion = Add an exclusion
form-why = Why

# The parts of a policy, where a difference names them.
part-number = no. { $thing }
part-none = none
part-diversity = diversity
part-diversity_mode = diversity mode
part-serendipity = serendipity
part-calibration = calibration
part-novelty = novelty
part-caps = caps
part-brand = brand
part-category = category
part-seller = seller
part-groups = groups
part-name = name
part-members = members
part-attributes = attributes
part-brands = brands
part-categories = categories
part-sellers = sellers
part-items = items
part-min_share = min share
part-max_share = max share
part-scope = scope
part-priority = priority
part-fair_star = fair star
part-p = p
part-alpha = alpha
part-correction = correction
part-exposures = exposures
part-target = target
part-window = window
part-kind = kind
part-length = length
part-gain = gain
part-parities = parities
part-segment = segment
part-difference = difference
part-leakages = leakage budgets
part-budget = budget
part-pins = pins
part-item = item
part-position = position
part-label = label
part-paid_by = paid by
part-active = active
part-from = from
part-until = until
part-boosts = boosts
part-points = points
part-exclusions = exclusions
part-owned = owned
part-fallback = fallback
part-reasons_max = reasons max
part-tone = tone
part-locale = locale

# Where things stand.
stand-draft = draft
stand-previewed = measured draft
stand-submitted = handed in
stand-approved = approved
stand-scheduled = scheduled
stand-live = live
stand-retired = retired
stand-rejected = rejected
stand-withdrawn = withdrawn
stand-dropped = dropped
stand-running = running
stand-ended = ended
stand-guarded = ended by its guard rail
stand-overtaken = overtaken
stand-open = open
stand-resolved = resolved

# Proposals.
plans-title = Policies of { $thing }
plans-story = A change goes from draft to measured, handed in, approved where it has to be, and live.
plans-write = Write a draft
plans-all = Proposals
plans-state = State
plans-any = any
plans-nothing = Nothing stands so.
plans-empty = Nobody has proposed anything here yet.
plans-proposal = Proposal
plans-by = By
plans-last = Last reason
plans-of = Of { $thing }
plans-needs = needs approval
plans-you = (you)
plans-back = Go back
plans-no-earlier = There is no earlier version to return to.
plans-not-you = An approver or an admin can make the rules of an earlier version live again.
plans-return = Makes the rules of an earlier version live at once, as a new version that names the one it returns to.
plans-version = Version
plans-go-back = Go back to it
plan-title = A proposal for { $thing }
plan-heading = A proposal by { $thing }
plan-changes = What it changes
plan-nothing = Nothing against version { $thing }.
plan-rule = Rule
plan-standard = Standard rules
plan-this = This
plan-impact = What that would do
plan-measured = Measured on { $a }, against version { $b }.
plan-unmeasurable = Nothing could be measured then.
plan-unmeasured = Not measured yet. It is measured when it is handed in, at the latest.
plan-checks = What was held against it
plan-needs = Needs approval: { $thing }
plan-heard = How reasons would read
plan-may-nothing = Nothing, for now.
plan-when = When, in UTC
plan-now = (now where blank)
plan-created = Kept as a draft. Nothing is live yet: measure it, then hand it in.
plan-edited = Changed. It is a draft again.
plan-previewed = Measured.
plan-submitted = Handed in.
plan-approved = Approved. It is not live before it is published.
plan-rejected = Rejected. Its author may change it and hand it in again.
plan-withdrawn = Withdrawn.
plan-scheduled = Scheduled. It goes live by itself at its moment.
plan-published = Live: the next list follows these rules.
plan-rolled_back = Live: the next list follows the earlier rules again.
next-draft = Being written. Next: measure it and hand it in.
next-previewed = Written and measured. Next: hand it in.
next-needs = A threshold is met, so somebody else has to approve it.
next-submitted = No threshold is met: its author may publish it.
next-approved = Approved. Next: publish it, now or at a moment.
next-due = Goes live by itself on { $thing }.
next-scheduled = Goes live by itself.
next-live = Version { $thing }, in force now.
next-retired = Was version { $thing }; a later one is in force.
next-withdrawn = Taken back, for good.
step-edit = Change the rules
step-preview = Measure it
step-submit = Hand it in
step-approve = Approve it
step-reject = Reject it
step-publish = Publish it
step-withdraw = Withdraw it
step-delete = Delete it
done-created = Written
done-edited = Changed
done-previewed = Measured
done-submitted = Handed in
done-approved = Approved
done-rejected = Rejected
done-withdrawn = Withdrawn
done-scheduled = Scheduled
done-published = Published
done-imposed = Imposed, past approval
done-rolled_back = Earlier rules made live again
done-lapsed = Not made live: another policy had come between
done-as = as version { $thing }
done-for = for { $thing }
threshold-exclusion = Keeps items out
threshold-exposure = Takes attention from a group
threshold-relevance = Costs relevance
threshold-sensitive = Means a sensitive kind of item
threshold-sponsored = Somebody pays for it
threshold-wording = Changes how reasons speak
threshold-unmeasured = Was not measured on enough customers

# The review queue.
reviews-title = Review queue
reviews-story = What customers reported, what was shown with little confidence or is of a sensitive kind, and a sample of each week that anybody can draw again.
reviews-figures = How often people agree
reviews-entries = Entries
reviews-open = what is open
reviews-decided = what is decided
reviews-both = both
reviews-because = because of
reviews-anything = anything
reviews-nothing-open = Nothing waits to be looked at.
reviews-nothing = There is no such entry.
reviews-item = Item
reviews-where = Where
reviews-when = When
reviews-verdict = Decided
reviews-closed = What was said to the customer is shown to approvers, auditors and admins alone.
reviews-later = Later entries
reviews-out = Kept out now
reviews-none-out = No review keeps anything out.
reviews-of = Of
reviews-since = Since
reviews-everywhere = everywhere
verdict-fine = Fine
verdict-suppress_here = Suppress here
verdict-suppress_everywhere = Suppress everywhere
verdict-wrong_reason = Wrong reason
verdict-incident = Incident
meaning-fine = Nothing is wrong with it.
meaning-suppress_here = Nobody is shown this item in this placement any more.
meaning-suppress_everywhere = Nobody is shown this item in any placement any more.
meaning-wrong_reason = The item is fine, what was said of it is not. What the sentence cites counts for nothing with this item from the next training on.
meaning-incident = Something went wrong that needs more than this.
review-title = Review of { $thing }
review-story = { $a }, { $b }.
review-shown = { $a }, { $b }, shown in { $c }.
review-told = What the customer was told
review-unknown = The list that showed it is not known, or was forgotten.
review-silent = Nothing was said of it.
review-share = { $thing } of what speaks for it
review-who = Who the customer is stays with the store; the entry goes when they are erased.
review-undecided = Nobody has decided anything yet.
review-undo = Undo
review-decide = Decide
review-may-not = You decide nothing here: { $thing }.
review-undo-story = What the decision keeps out may be shown again, what it took back is learnt again by the next training, and the entry is open. The history keeps both.
review-unlinked = { $n ->
    [one] From the next training on this counts for nothing with the item:
   *[other] From the next training on these { $shown } count for nothing with the item:
}
review-cites = What it cites
review-wrong = Of a wrong reason: which sentence
review-wrong-all = all of them
review-undo-it = Undo the decision
review-what = What you decide
review-decided = Decided. What is kept out is kept out from the next list on.
review-undone = Undone. The entry is open again.
review-was-undone = Undone
figures-story = Of the entries that somebody decided, the share that they found fine, with the 95 % interval around it. The more is decided, the narrower it is.
figures-nothing = Nothing is decided yet.
figures-fine = Found fine
figures-all = all entries
figures-source = By why they were looked at
figures-placement = By placement
figures-reviewer = By who decided
figures-chart = { $thing }: the share that people found fine
figures-weeks = Week by week
figures-week = Week from
figures-week-chart = The share that people found fine, by week
figures-by-whom = How many each of them found fine
figures-weeks-means = By the week, from Monday on in UTC, in which the decision was made that holds now. A reviewer who finds much less fine than others reads other entries, or reads them otherwise: the reasons they gave say which.

# The watch.
watch-title = Watch over { $thing }
watch-heading = What { $thing } shows, and what comes of it
watch-story = { $n ->
    [one] { $shown } list
   *[other] { $shown } lists
} between { $from } and { $to }, counted anew for this page. Nothing is told of fewer than { $least } people; customers are compared only if they chose to be counted.
watch-last = The last
watch-days = days
watch-span = { $n ->
    [one] { $shown } day
   *[other] { $shown } days
}
watch-few = Fewer than { $thing } people were shown lists in this window, so nothing is told that speaks of them.
watch-unreadable = { $n ->
    [one] { $shown } record of the log could not be read, so it is counted nowhere.
   *[other] { $shown } records of the log could not be read, so they are counted nowhere.
}
watch-alarming = What is alarming
watch-no-alarm = Nothing crosses a threshold.
watch-incident = Its incident
watch-becomes = It becomes an incident when the service next looks, within ten minutes, unless somebody has resolved it already.
watch-here-only = In this window only: incidents follow from the one that is named below.
watch-limits = { $n ->
    [one] Incidents follow from a window of { $shown } day.
   *[other] Incidents follow from a window of { $shown } days.
  }
watch-limits-lists = { $n ->
    [one] All but the ratios of groups of customers and leakage budgets alarm only from { $shown } list on.
   *[other] All but the ratios of groups of customers and leakage budgets alarm only from { $shown } lists on.
  } The thresholds are settings of oversight, which an admin changes with a reason.
watch-glance = At a glance
watch-mark = The upright mark is where a share alarms.
watch-figure = Figure
watch-now = Now
watch-alarms = Alarms
watch-over = alarms
watch-groups = Whom it reaches
watch-groups-story = Of the customers who chose to be counted: who clicked and who bought something of the first list of the window, a day after it, against the group that does so most. The interval holds however often you look. Below 0.8, four fifths, is worth a look; an alarm needs the whole interval there.
watch-groups-off = Of the customers who chose to be counted: who clicked and who bought something of the first list of the window, a day after it, against the group that does so most. The interval holds however often you look. Below 0.8, four fifths, is worth a look; an alarm needs the whole interval there, and is switched off.
watch-nobody = Nobody who may be counted was shown a list, or no first list is a day old yet.
watch-all-withheld = { $n ->
    [one] Its only group has
   *[other] Each of its { $shown } groups has
} fewer than { $least } people who may be counted, so nothing is told of them.
watch-clicks = Clicks
watch-purchases = Purchases
watch-group = Group
watch-people = People
watch-clicked = Clicked
watch-bought = Bought
watch-withheld = { $n ->
    [one] { $shown } more group has fewer than { $least } people who may be counted, so nothing is told of them.
   *[other] { $shown } more groups have fewer than { $least } people who may be counted, so nothing is told of them.
}
watch-items = What is shown
watch-items-story = Attention counts each place by 1 / log2(1 + rank): the first most, the tenth 0.29 of it. Clicked and bought are shares of the places whose outcome may be counted, in the day after the list.
watch-nothing-shown = Nothing was shown in this window.
watch-attention = Attention
watch-places-clicked = Places that were clicked
watch-places-bought = Places that were bought
watch-fewer = Fewer than { $thing } people were shown any of them.
watch-places = Places
watch-shown-few = Shown to fewer than { $a } people, with their places: { $b }.
watch-shown-none = Shown to nobody: { $thing }.
watch-left-out = { $n ->
    [one] { $shown } other
   *[other] { $shown } others together
}
watch-speed = How fast it is
watch-speed-story = In the last { $minutes } minutes this process made { $n ->
    [one] { $shown } list
   *[other] { $shown } lists
}. It raises no alarm here: each process knows only its own lists.
watch-hour = Of the last hour
watch-took = took at most
watch-no-speed = This process has made no list in the last hour.
watch-half = half of the lists
watch-most = 99 of 100 lists
watch-speed-chart = How long lists took at most
watch-by = By { $thing }
watch-ratio-chart = { $a } by { $b }, against the group with the highest rate
watch-sample = { $thing }, a sample
watch-or-more = { $thing } or more
watch-below = certainly below four fifths
watch-maybe-below = below four fifths, not certain
watch-not-below = certainly not below four fifths
watch-maybe-not-below = not below four fifths, not certain
watch-share-attention = { $thing }: the share of attention
watch-share-clicked = { $thing }: the share of places that were clicked
watch-share-bought = { $thing }: the share of places that were bought
kind-rule = By the groups of the rules
kind-category = By category
kind-brand = By brand
kind-seller = By seller
kind-payer = By who pays for places
glance-chart = Shares of the window
glance-personal = Personal
glance-personal-means = Lists that rest on something of the customer’s own.
glance-fallback = Stood in
glance-fallback-means = Lists in which something popular had to stand in, because nothing personal was there or allowed.
glance-opted_out = Opted out
glance-opted_out-means = Lists for people who want nothing personal. More of them: ask what bothers people.
glance-coverage = Offer shown
glance-coverage-means = Items on offer that stood in at least one list. What is never shown is never bought.
glance-concentration = Concentration
glance-concentration-means = 0 %: all items on offer get alike many places. Near 100 %: few have them all (Gini).
glance-drift = Went elsewhere
glance-drift-means = Attention that went over to other categories than in the window before.
glance-gone = Gone
glance-gone-means = Places of items that are not on offer any more.
glance-reports = Reports
glance-reports-means = Recommendations that customers reported. Each lies in the review queue.
glance-reports-limit = more than { $thing } for each 1 000 lists
glance-unplaced = Reports without a list
glance-unplaced-means = Reports that quote no list that is known, so that nobody can tell where it was shown. They are of the whole shop, and lie in the review queue as well.
glance-confidence = Confidence, mean
glance-confidence-means = How likely what is shown is taken up, as the model has it. In the window before it is the figure below.
glance-before = Confidence before
glance-before-means = A fall says that the model knows its customers less well: look when it was trained.
glance-never = never
glance-above = above { $thing }
glance-under = below { $thing }
glance-no-list = no list
glance-no-before = nothing to compare with

# Incidents.
incidents-title = Incidents
incidents-story = What went wrong, who looks after it, and what was done. An alarm of the watch opens one by itself, once, however often it is seen; so does a review with that verdict, and whoever saw something.
incidents-what = What happened
incidents-owner = Owner
incidents-opened = Opened
incidents-last = Last word
incidents-resolved = Resolved
incidents-from = from { $thing }
incidents-open = Open
incidents-none-open = Nothing is open.
incidents-none-resolved = Nothing was resolved yet.
incidents-saw = Something that you saw
incidents-few-words = What happened, in a few words
incidents-no-place = in no placement of its own
incidents-how = How you know
incidents-no-names = (without anybody’s name: an erasure does not reach it)
incidents-open-it = Open an incident
incidents-opened-by = Incidents are opened by marketers, approvers and admins.
from-alarm = an alarm of the watch
from-review = a review
from-person = somebody saw it
incident-title = Incident: { $thing }
incident-owned = { $thing } looks after it.
incident-unowned = Nobody looks after it yet.
incident-about = What it is about
incident-comes = comes from
incident-where = where
incident-watch = the watch over { $thing }
incident-owner = owner
incident-log = Lines are added, never changed. Name no customer here: an erasure does not reach the log.
incident-nothing = Nothing here: { $thing }.
incident-to = To whom, by the name of their key
incident-take = Take it
incident-why-you = Why you
incident-note = Write it down
incident-found = What was done or found out
incident-resolve = Resolve it
incident-became = What became of it
incident-reopen = Open it again
incident-not-over = Why it is not over
incident-else = Give it to somebody else
incident-give = Give it
incident-why-them = Why them
incident-opened = Opened. Nobody looks after it yet.
incident-assigned = Given. Its log says to whom and why.
incident-noted = Noted in its log.
incident-resolved = Resolved. Should the alarm end and come back, another incident is opened.
incident-reopened = Open again.
incident-the-watch = the watch
incident-given-to = to { $thing }
incident-taken = Taken
handled-opened = Opened
handled-assigned = Given
handled-noted = Noted
handled-resolved = Resolved
handled-reopened = Opened again
handled-quiet = Quiet again
handled-back = Back again

# Experiments.
trials-story = Some customers see something else, and what comes of it is compared: other rules, or lists without reasons. Only those take part who chose to be counted; each sees the same arm every time.
trials-plan = Plan one
trials-all = What runs, what is planned, what has ended
trials-none = Nothing was tried yet.
trials-question = Question
trials-tried = Tried
trials-decided-by = Decided by
trials-rules = other rules
trials-hidden = lists without reasons
outcome-clicks = people who click
outcome-purchases = people who buy
trial-who = Who sees what in { $thing }
trial-arm = Arm
trial-sees = Sees
trial-share = Share
trial-count = People who count
trial-how = Customers take part who chose personal lists and to be counted; visitors and everybody else never do. Which arm somebody is in follows from a hash of this experiment and their name: it is the same every time and in every process, it is kept nowhere, and another experiment divides people anew. Each person counts once, by their first list, a day after it.
trial-changes = What the treatment changes
trial-proposal = The proposal
trial-same = Nothing: its rules are those of the control.
trial-control = Control
trial-treatment = Treatment
trial-rails = Guard rails
trial-looks = The service looks every ten minutes.
trial-rails-stand = They stand from its beginning on.
trial-decides = decides
trial-points = In points. The treatment is better or worse once the whole interval lies on one side of nothing.
trial-share-of = Share of people
trial-certainly = Certainly within
trial-nothing = Nothing.
trial-nothing-over = Nothing: it is over.
trial-begin = Begin it
trial-drop = Drop it
trial-end = End it
trial-drafted = Kept as a draft. Nobody’s list is another before an approver begins it.
trial-begun = Running: the next lists are those of the arms.
trial-stopped = Done. Everybody’s list is that of the live rules.
trial-planned = { $n ->
    [one] Planned for { $shown } day. Next: an approver begins it.
   *[other] Planned for { $shown } days. Next: an approver begins it.
}
trial-given-up = Given up before it began.
trial-day = Day { $a } of { $b }. It ends by itself on { $c }, or earlier by its guard rails.
trial-ended-on = Ended on { $thing }.
trial-guarded-on = Its guard rail ended it on { $thing }: the treatment certainly did harm.
trial-overtaken = It ended early: what was compared is no longer what it was. Its log says why.
trial-untried = Nothing was tried
trial-few-yet = Too few people yet
trial-undecided = Not decided yet
trial-never = It was never decided
trial-better = The treatment is better
trial-worse = The treatment is worse
trial-look-often = Look as often as you like: the intervals hold at every look, and they narrow as people come in.
trial-unseen = A difference may be there all the same: it was not seen with so many people.
trial-not-by-itself = Nothing goes live by itself: publishing the proposal is a step of its own, and ends the experiment.
trial-ask-why = More people do what counts where reasons are hidden. Ask why before anybody wishes for that: reasons are also there to be fair.
trial-end-it = Everybody else’s list stays as it is. End it, unless a guard rail has done so.
trial-sees-live = The live rules, as everybody else.
trial-sees-standard = The standard rules, as everybody else.
trial-sees-version = Version { $thing }, the rules that were live at its beginning, as everybody else.
trial-sees-proposal = The rules of the proposal.
trial-sees-hidden = Lists without reasons. Whatever discloses that somebody pays, or why an item was placed, is told all the same, and “why this?” answers everybody.
trial-fall = It ends by itself once clicks or purchases of the treatment are certainly more than { $thing } of the control’s below it.
trial-fall-none = It ends by itself once clicks or purchases of the treatment are certainly below those of the control.
trial-rates-chart = The share of { $thing } in both arms
trial-difference-chart = The difference in { $thing }, in points
trial-difference = Difference
trial-difference-points = Difference, in points
trial-rail-holds = Holds: the treatment’s share may be as high as { $a }, the rail is at { $b }.
trial-rail-crossed = Crossed: the treatment’s share may be as high as { $a }, the rail is at { $b }.
trial-did-draft = Drafted
trial-did-dropped = Dropped
trial-did-running = Begun
trial-did-ended = Ended
trial-did-guarded = Ended by its guard rail
trial-did-overtaken = Overtaken
trial-the-service = the service
plan-trial = Plan an experiment
plan-trial-in = Plan an experiment in { $thing }
plan-trial-story = Say beforehand what it is to find out and what decides. It is kept as a draft; an approver begins it.
plan-trial-where = In
plan-trial-choose = Choose
plan-trial-question = What it is to find out
plan-trial-example = Do more people click when the list is more varied?
plan-trial-instead = What some see instead of the live list
plan-trial-by = The rules of a proposal by { $a } ({ $b })
plan-trial-hidden = Lists without reasons
plan-trial-told = What discloses that somebody pays is told all the same, and “why this?” answers everybody.
plan-trial-none = There is no proposal to try in { $thing }: write one in
plan-trial-approve = It has to be approved before the experiment begins.
plan-trial-approved = A proposal has to be approved before the experiment begins.
plan-trial-decides = What decides
plan-trial-clicks = People who click something of their first list
plan-trial-purchases = People who buy something of it
plan-trial-share = How many of those who take part see it, in percent
plan-trial-days = For how many days
plan-trial-fall = Guard rail: the fall of clicks or purchases that is borne, in percent of the control’s
plan-trial-who = Experiments are planned by marketers, approvers and admins.
plan-trial-seen = What can be seen
plan-trial-from = If { $thing } of the control do what counts, the treatment is certainly better from this share on:
plan-trial-each = People in each arm
plan-trial-small = Each person counts once, by their first list, a day after it. So a small shop sees large differences only; a longer experiment sees smaller ones.
plan-trial-no-difference = no difference

# Wording.
voice-title = Wording of { $thing }
voice-heading = How reasons speak at { $thing }
voice-story = What a reason says never depends on its wording. Another one goes the way of every rule: a draft, somebody else’s approval, and only then the next list.
voice-shop = What is not chosen is the shop’s: { $thing }. A language that a request asks for, or a customer chose, comes before this one.
voice-propose = Propose this
voice-may-try = You may try wordings.
voice-read = How they read
voice-manner = { $a }, in { $b }
heard-sides = { $a }: { $b }. { $c }: { $d }.
heard-live = This is the live wording: { $thing }.
heard-lists = Reasons of the lists that { $a } customers would get now, drawn by a hash of their names and taken to ask for no language of their own. A sentence stands here only where at least { $b } people chose each thing that it speaks of, so it tells of nobody.
heard-few = Fewer than { $thing } customers have a history that may be used, or nothing has been learnt yet, so no list can be read: every example has made-up names.
heard-hard = How hard they are to read
heard-all = All sentences of these lists
heard-scales = English is measured by its school grade (Flesch and Kincaid), German and French by LIX (Björnsson), with names counted as they are. A single sentence is judged roughly by either: what counts is the whole.
heard-unsaid = { $n ->
    [one] What none of these lists says: { $shown } kind of reason
   *[other] What none of these lists says: { $shown } kinds of reason
}
heard-made-up = made-up names
heard-often = { $shown } of { $all } reasons
heard-reads = { $n ->
    [one] { $shown } word, { $hard }
   *[other] { $shown } words, { $hard }
}
heard-grade = grade { $thing }
heard-whole = How hard the whole is to read
heard-easy = Easy sentences
heard-words = Words of a sentence
heard-words-told = { $a }, at most { $b }
heard-easy-told = { $a }, up to { $b }

# Reports.
reports-story = What was shown in a span, and what came of it, counted from the decision log when the report is made. A report is kept as it was made, in the language in which it was made.
reports-make = Make one
reports-report = Report
reports-month = Month
reports-so-far = { $thing }, so far
reports-since = or from this day
reports-until = to this one
reports-make-it = Make it
reports-before = Made before
reports-none = There is no report yet.
reports-language = Language
reports-span = Span
reports-made = Made
reports-earlier = Earlier reports
report-fairness = Fairness audit
report-transparency = Transparency report
report-model = Model card
report-campaign = Campaign review
report-of = Of { $a }, { $b } to { $c }.
report-html = Save as a page
report-csv = Save as a table
report-json = Save for programs
report-stands = What this report stands on
report-span = span, in UTC
report-made = made
report-command = { $thing }, at the command line
report-by = { $a }, by { $b }
report-policy = live rules
report-model-used = model
report-log = end of the decision log
report-link = link { $a }, { $b }
report-language = language
report-at-least = at least { $thing }
report-people = { $n ->
    [one] { $shown } person
   *[other] { $shown } people
  }
report-mark = The mark: { $thing }.
report-checked = Whoever has the shop’s signed bundle can check this report against its decision log with

# What the service refuses, and why.
refused-state = this cannot be { $a } any more, or not yet: it is { $b }
refused-role = only { $thing } may do this
refused-role-approver = an approver or an admin
refused-role-admin = an admin
refused-role-author = a marketer or an admin
refused-role-handler = a marketer, an approver or an admin
refused-yours = only “{ $thing }”, who wrote it, may do this
refused-own = nobody approves or rejects their own proposal; ask another approver, or withdraw it
refused-own-wish = nobody approves settings that they wish for themselves; ask another approver or admin, or take them back
refused-new-key = one person has known your key and that of { $a }, who asks for this, for less than { $b } days; somebody else approves it, or you do then
refused-reason = the reason must have 1 to { $thing } characters
refused-title = a title, a question and a name must have 1 to { $thing } characters
refused-range = “{ $a }” must be between { $b } and { $c }
refused-running = an experiment runs in this placement already; end it first
refused-approval = this needs the approval of somebody else
refused-outdated = version { $b } is live now, and this was measured against version { $a }; submit it again, or have it approved
refused-past = its moment has passed already; leave it out to publish now
refused-not-due = its moment has not come
refused-no-placement = the entry names no placement; suppress everywhere instead
refused-sentences = a sentence is named for a wrong reason alone
refused-uncited = the sentence is not one of the entry’s, or cites nothing that could be taken back
refused-nothing-before = there is no earlier version to return to
refused-unknown = there is no proposal “{ $thing }”
rules-refused = The rules cannot be saved: { $thing }.
rules-range = “{ $a }” must be between { $b } and { $c }, not { $d }
rules-empty = “{ $thing }” must not be empty
rules-many = “{ $a }” has { $b } rules, at most { $c } are kept
rules-impossible = { $thing } cannot hold together: no list does; change or remove one of them
rules-squeezed = in { $thing } the least is more than the most; change one of the two
rules-schedule = “{ $thing }” ends before it begins
rules-fair = “{ $thing }” sets the least of every stretch itself: leave the least at 0 and the scope at every stretch
rules-pins = pins { $a } and { $b } want the same
rules-segments = leakage budgets { $a } and { $b } are of one segment; give each segment one
rules-unlearnt = The model has not learnt what leans to which group of “{ $thing }”: whoever runs this shop has to train it with --leaning, and enough customers have to let fairness be measured.
rules-names = two rules of “{ $thing }” have one name; give each a name of its own
rules-value = The rules cannot be read: “{ $a }” cannot be “{ $b }”. Go back and change that.
rules-unread = The rules cannot be read. Go back and change them.
rules-same = These are the live rules, so there is nothing to keep. Go back and change that.

# What went wrong.
fault-here = Not here
fault-signed-out = Not signed in
fault-you = Not for you
fault-yet = Not any more, or not yet
fault-like = Not like that
fault-now = Not now
fault-way-on = To the start page
fault-page = There is no such page, or what it was about is gone.
fault-form = The form misses something, or holds what this page does not offer; go back and choose again.
fault-address = The address holds something that this page does not know; open the page from its link.
fault-outside = This change did not come from a page of the console, so it was not made.
fault-unlearnt = Nothing has been learnt yet, or the model cannot be used. Try again soon.
fault-changed = Somebody has changed it since you read it, so this was not done. Look at the page again.
fault-full = { $thing } items are kept out already; undo some reviews, or exclude the items by a policy.
fault-full-of-pairs = { $thing } pairs of items are taken back already; undo some reviews that found a wrong reason.
fault-ours = Something went wrong on our side.
fault-busy = Too many are here just now. Try again in a moment.
fault-late = That took too long, so we stopped. What you sent may have been kept all the same.
fault-large = That was too much at once.
fault-way = This page cannot be called like that.
fault-role = Your key does not let you do this.
fault-report = A marketer reads the reviews of campaigns; the other reports are for those who check.
fault-unsigned = No key signs here, so there is no bundle.
fault-signed-off = You are not signed in any more, so this was not done. Sign in and try again.
fault-often = That was too often in too short a time. Try again in { $thing } s.
span-month = A month is a year and a month, such as 2026-06.
span-half = Fill in both days, or choose a month.
span-length = The last day must come after the first, at most { $thing } days later.
span-future = The span has not begun yet.

# What each code of a reason means.
code-HIS-BOUGHT = Something that the customer bought.
code-HIS-VIEWED = Something that the customer looked at.
code-HIS-RATED = Something that the customer rated well or liked.
code-HIS-CART = Something that the customer put into the basket.
code-HIS-SAVED = Something that the customer saved.
code-HIS-GROUP = Several things that share a category, brand, series or a word of their names.
code-HIS-OTHER = The rest of the customer's history, told as one.
code-HIS-NEGATIVE = Something that the customer rejected.
code-HIS-REORDER = The customer's own rhythm for this item.
code-CMP-COMPLEMENT = Something that is often bought together with what the customer bought.
code-CMP-SET = Another piece of a series that the customer has pieces of.
code-ATT-BRAND = A brand that the customer turned to.
code-ATT-CATEGORY = A category that the customer turned to.
code-ATT-ATTRIBUTE = Something else in the description: an attribute, or words of the title.
code-ATT-PRICE = A price like those of things that the customer turned to.
code-ATT-STATED = A preference that the customer told the shop.
code-SOC-PEERS = What goes together for people with the same taste.
code-SOC-POPULAR = How many choose it in this shop.
code-TIM-TREND = More choose it than usual.
code-TIM-NEW = It was first offered not long ago.
code-TIM-SEASON = It sells at this time of the year more than at others, year after year.
code-CTX-PAGE = The page that the customer is on.
code-SES-NOW = What the customer did in this visit.
code-DIV-VARIETY = Variety within the list.
code-DIV-SERENDIPITY = A surprise: far from the customer's own taste, little known, and yet relevant.
code-DIV-CALIBRATED = A mix of categories like the customer's own.
code-DIV-NOVEL = Little known in this shop.
code-EXP-EXPLORE = Not enough is known yet of what fits the customer.
code-FAI-EXPOSURE = A group's guaranteed share of the places.
code-FAI-PARITY = Parity between groups of customers: everybody sees such items about as often.
code-FAI-LEAKAGE = A bound on what the list gives away of which groups the customer is in.
code-BUS-SPONSORED = Somebody pays for the place.
code-BUS-PROMOTED = A merchandiser promotes it.
code-BUS-DEMOTED = A merchandiser demotes it.
code-NPF-POPULAR = Nothing personal is known: popular items stand in.
code-CON-OFF = The customer switched personalisation off.
code-CON-LIMITED = The customer withholds a purpose.

# A bundle for an auditor from outside.
bundle-title = For an auditor from outside
bundle-story = One signed file with the reports of a month, the decision log without anything personal, the rules with their histories and the model’s card. Whoever has it and the shop’s public key checks it with
bundle-save = Save the bundle
bundle-unsigned = No key signs here. Whoever runs the shop names one in

# What needs approval, what is drawn for review, when the watch alarms.
settings-title = What is asked, drawn and watched
settings-story = What somebody else has to approve, what people look at, and when the watch alarms. An admin changes it, with a reason; what would ask for less approval waits until another person lets it.
settings-saved = Saved. It holds from now on.
settings-wait = This would ask for less approval, so it waits: somebody else has to let it.
settings-approved = It holds from now on.
settings-rejected = It waits no more. Nothing has changed.
settings-waits = Waits for somebody else
settings-wished = Wished for by { $a }, since { $b }:
settings-setting = Setting
settings-holds = Holds
settings-would = Would hold
settings-may-not = You change nothing here: { $thing }.
settings-own = You wished for it yourself, so somebody else lets it hold. You can take it back.
settings-refuse-alone = You may refuse it, but not approve it: { $thing }.
settings-take-back = Take it back
settings-let = Let it hold
settings-refuse = Refuse it
settings-change = Change
settings-change-means = What was handed in before keeps the thresholds of its day. Once anything that asks for approval is loosened, all that you change with it waits for another approver or admin.
settings-percent = in percent
settings-save = Save
settings-standard = Nobody has changed anything yet: these are the standard settings.
settings-changed = Changed
settings-changed-with = Changed, let by { $thing },
settings-refused = What { $thing } wished for was refused
settings-turned = { $a }: { $b } → { $c }
settings-thresholds = What needs approval
settings-thresholds-means = A change of rules that meets one of these goes live only once somebody else approves it. A draft says which it meets, and why, as soon as it is handed in.
settings-sampling = What is drawn for review
settings-sampling-means = What customers report comes into the queue by itself, all of it. Besides, these lists do, drawn so that anybody can repeat it.
settings-alarms = When the watch alarms
settings-alarms-means = An alarm opens an incident. Budgets of what a list gives away alarm by themselves, once nothing was learnt for them.
setting-on = on
setting-off = off
setting-thresholds-exclusion = Items are kept out
setting-thresholds-exclusion-means = A new exclusion, a group that may have no place, or a boost that buries.
setting-thresholds-bury_points = Buried from
setting-thresholds-bury_points-means = A boost that takes more score points than this keeps items out as well.
setting-thresholds-exposure_fall = A group loses attention
setting-thresholds-exposure_fall-means = More than this share of what it had, by the pessimistic end of the measurement. Promises to groups that are lowered or left out meet it as well.
setting-thresholds-relevance_fall = Relevance falls
setting-thresholds-relevance_fall-means = By more than this share, by the pessimistic end of the measurement.
setting-thresholds-sensitive = A sensitive kind is meant
setting-thresholds-sensitive-means = A changed rule that means an item of a sensitive kind.
setting-thresholds-sponsored = Somebody pays
setting-thresholds-sponsored-means = A rule that somebody pays for, new or changed, or whose payer is no longer named.
setting-thresholds-wording = Reasons speak otherwise
setting-thresholds-wording-means = Another tone or language.
setting-thresholds-customers_min = Fewest customers of a measurement
setting-thresholds-customers_min-means = What is measured on fewer counts as not measured, and needs approval.
setting-sampling-weekly = So many lists a week
setting-sampling-weekly-means = Drawn at random from all lists of the week, each as likely as any other. A larger number holds from the next Monday on, once lists were left out.
setting-sampling-low_confidence = Of lists with little confidence
setting-sampling-low_confidence-means = The share of them that is looked at.
setting-sampling-confidence_min = Little confidence is below
setting-sampling-confidence_min-means = How likely an item is taken up, as the model has it.
setting-sampling-sensitive = Of lists with a sensitive kind
setting-sampling-sensitive-means = The share of them that is looked at.
setting-alarms-days = Days of the window
setting-alarms-days-means = Over which alarms are looked for, today included.
setting-alarms-lists_min = Fewest lists
setting-alarms-lists_min-means = In a window with fewer, only the comparison of customers’ groups alarms.
setting-alarms-four_fifths = Below four fifths
setting-alarms-four_fifths-means = A group of customers clicks or buys certainly less than four fifths as often as another.
setting-alarms-drift_max = Went elsewhere
setting-alarms-drift_max-means = More of the attention than this went over to other categories.
setting-alarms-coverage_min = Offer shown
setting-alarms-coverage_min-means = Less of the offer than this stood in any list.
setting-alarms-concentration_max = Concentration
setting-alarms-concentration_max-means = Places are shared more unevenly than this: 0 evenly, near 1 few items have all (Gini).
setting-alarms-fallback_max = Stood in
setting-alarms-fallback_max-means = In more lists than this something popular had to stand in.
setting-alarms-opted_out_max = Opted out
setting-alarms-opted_out_max-means = More lists than this were for people who want nothing personal.
setting-alarms-reports_max = Reports
setting-alarms-reports_max-means = More than this for each 1 000 lists.

# What thresholds found.
fact-excluded = “{ $thing }” is excluded
fact-no-place = “{ $thing }” may have no place
fact-buried = “{ $a }” is buried, points taken: { $b }
fact-attention-falls = the attention of “{ $a }” may fall by { $b }
fact-attention-holds = no group’s attention was measured to fall by more than { $thing } of what it had
fact-owed-less = “{ $thing }” is owed less attention over time
fact-less-equal = “{ $thing }” may reach groups of customers less equally
fact-gives-away = lists may give away more of “{ $thing }”
fact-kept-after = what lists give away of “{ $a }” is kept small only after what they give away of “{ $b }”
fact-relevance = relevance may fall by { $a }, at most { $b } go without approval
fact-sensitive = “{ $thing }” means items of a sensitive kind
fact-paid = “{ $a }” is paid for by { $b }
fact-unnamed = { $a } is no longer named as who pays for “{ $b }”
fact-tone = reasons get another tone: so far { $a }, from then on { $b }
fact-language = reasons get another language: so far { $a }, from then on { $b }
fact-of-shop = the shop’s standard
fact-not-measured = the change was not measured
fact-measured-few = the change was measured on too few customers: { $a }, where { $b } are needed
fact-moments = { $n ->
    [one] { $shown } of the moments at which the change acts otherwise was not measured
   *[other] { $shown } of the moments at which the change acts otherwise were not measured
}
fact-measured = { $n ->
    [one] the change was measured on at least { $shown } customer
   *[other] the change was measured on at least { $shown } customers
}
fact-from = { $a }, from { $b } on
fact-nothing-out = nothing more is kept out
fact-nothing-sensitive = no changed rule means items of a sensitive kind
fact-nothing-paid = no rule that somebody pays for is new or changed
fact-nothing-said = reasons are worded as before

# What must not come of an experiment.
harm-title = What must not come of it
harm-rails = It does so as well once opt-outs, rejections or stand-ins of the treatment are certainly above the control’s by more than that.
harm-opted_out = Opted out
harm-opted_out-means = People who asked for another list within a day and by then wanted nothing personal.
harm-objected = Rejected
harm-objected-means = Of the people who may be counted those who disliked, rejected or reported an item of their first list.
harm-fallback = Stood in
harm-fallback-means = People in whose first list something popular had to stand in.
harm-holds = Holds: the treatment’s share may be as low as { $a }, the rail is at { $b }.
harm-crossed = Crossed: the treatment’s share is at least { $a }, the rail is at { $b }.
