# What a customer reads about how a list is made. Sentences are short and plain; every figure comes from the running system.

source-purchase = What you bought
source-view = What you looked at
source-cart = What is in your basket
source-save = What you saved
source-rate = What you rated
source-like = What you liked
source-dislike = What you disliked
source-return = What you sent back
source-not_interested = What you said does not interest you
source-report = What you reported
source-session = What you turn to in this visit
source-transition = What people turn to next
source-content = What descriptions have in common
source-context = The page you are on
source-popularity = How many people choose an item
source-trend = How much more than usual people choose it lately
source-newness = Being new here
source-season = What sells at this time of the year
source-stated = Topics you told us you like
source-reorder = Your own rhythm of buying an item
source-boost = Rules of the shop that raise or lower an item
source-diversity = Variety within the list
source-novelty = How little known an item is
source-serendipity = How much an item surprises and still fits
source-exposure = What gives a group of items its share of attention over time
source-parity = What lets every group of customers see such items about equally often
source-calibration = How near the list comes to your own mix

why-together = How well items go together was learnt from what customers chose.
why-kind = One such event counts { $weight } next to 1 for a purchase, and less the older it is. { $direction ->
    [against] It speaks against an item.
   *[for] It speaks for items that go with it.
  }
why-transition = What follows what was learnt from visits of which the order is known.
why-content = It counts most for items that few people have chosen yet.
why-popularity = The most popular item gets { $points } points.
why-trend = An item that is chosen 2.7 times as often as usual gets { $points } points.
why-newness = { $n ->
    [one] An item that was first offered today gets { $points } points, and nothing after { $days } day.
   *[other] An item that was first offered today gets { $points } points, and nothing after { $days } days.
  }
why-season = An item that is bought 2.7 times as much as usual in this month, in every year that is known, gets { $points } points.
why-stated = An item with such a topic gets { $points } points.
why-reorder = An item that is due gets up to { $points } points.
why-rule = Set by the shop, in the rules below.
why-page = Set by the shop: the item of a page counts { $weight } next to 1 for a purchase.

data-event = { $what }: item, time and, where there is one, the price.
data-stated = The topics that you told us you like.
data-catalogue = What the shop says of its items: title, category, brand, price and attributes.
data-counts = How many people chose each item, without their names.
data-segments = Groups you belong to are never used to choose what you see.

rule-boost = { $name }: items are { $direction ->
    [down] lowered
   *[up] raised
  } by { $points } points.
rule-paid = { $name } is paid for by { $payer }.
rule-pin = One item is always shown in place { $position }.
rule-group = { $name }: at least { $percent } % of { $scope ->
    [list] the list
   *[prefix] every stretch from the top of the list
  }.
rule-group-most = { $name }: at most { $percent } % of { $scope ->
    [list] the list
   *[prefix] every stretch from the top of the list
  }.
rule-fair-star = { $name }: in every stretch from the top of the list as many as chance gives where each place is theirs with { $percent } %; { $correction ->
    [conservative] a list of pure chance would fail in at most { $alpha } % of cases
    [nearest] a list of pure chance would fail in about { $alpha } % of cases
   *[none] a stretch of pure chance would fail in at most { $alpha } % of cases
  }.
rule-exposure = { $name }: over time at least { $percent } % of the attention that places get, through points that rise while it has less and fall while it has more.
rule-parity = { $name }: groups of customers by { $segment } see these about equally often, so that shares of attention differ by at most { $percent } points over time. Only who lets fairness be measured is counted, and only where a group sees less is anything moved up.
rule-leakage = A list moves the odds of a guess at a customer’s { $segment } at most by a factor of { $factor }, up or down, whoever the customer is, where other rules allow it and enough is known. What leans to which group is learnt only from those who let fairness be measured.
rule-exclusion = { $name }: such items are not shown here.
rule-reviewed = { $n ->
    [one] Kept out by people who looked at what was recommended: { $shown } item.
   *[other] Kept out by people who looked at what was recommended: { $shown } items.
  }
rule-cap-brand = { $n ->
    [one] At most { $shown } item of one brand.
   *[other] At most { $shown } items of one brand.
  }
rule-cap-category = { $n ->
    [one] At most { $shown } item of one category.
   *[other] At most { $shown } items of one category.
  }
rule-cap-seller = { $n ->
    [one] At most { $shown } item of one seller.
   *[other] At most { $shown } items of one seller.
  }
rule-diversity = Variety counts { $percent } % of the spread between the first and the last score of a list.
rule-serendipity = { $percent } % of a list are meant to surprise: far from what you know, and yet fitting.
rule-calibration = Your own mix of categories counts { $percent } % of the spread between the first and the last score of a list.
rule-novelty = Little-known items gain up to { $percent } % of the spread between the first and the last score of a list.
rule-owned = What you already bought is { $shown ->
    [yes] shown again
   *[no] not shown again
  }.

control-off = Switch personalisation off: your history is then not used, and the list is the same for everybody.
control-light = Light personalisation: only the last { $days } days are used.
control-consent = Withdraw a purpose: being recommended to, being named in reasons, being counted in fairness checks.
control-event = Mark a single event as not to be used.
control-topics = Block a category or a brand.
control-export = Get a copy of everything that is kept of you.
control-erase = Have everything that is kept of you erased.
control-why = Ask why an item is shown, and what it would take to change that.

page-title = How we choose
page-story = What your list is made of, how much each part counts, and what you can change. Written by the running system, not by hand.
page-counts = What counts, and how much
page-rules = Rules in force
page-data = What is used
page-unused = What is not used to score
page-controls = What you can do
page-paid = Paid for
page-promotion = Promoted
page-fairness = For fairness
page-variety = For variety
page-exclusion = Not shown
page-versions = Policy { $policy }, model { $model }.
page-unmeasured = No list has been made yet, so no share is known.
page-few = { $n ->
    [one] The last list is of fewer than { $least } people, so no share is told: it could speak of one of them.
   *[other] The last { $shown } lists are of fewer than { $least } people, so no share is told: it could speak of one of them.
  }
page-measured = { $n ->
    [one] Shares are measured on the last list, { $items }.
   *[other] Shares are measured on the last { $shown } lists, { $items }.
  }
page-items = { $n ->
    [one] { $shown } item
   *[other] { $shown } items
  }
page-worth = What one event is worth
page-worth-text = A purchase counts 1, today. Solid bars speak for items that go with it, hatched bars against them. A rating lies between what you liked and what you did not.
page-fade = How it fades
page-fade-text = { $half_life ->
    [one] What you did counts half as much every day, counted back from the newest thing that you did.
   *[other] What you did counts half as much every { $days } days, counted back from the newest thing that you did.
  }
page-fade-after = { $days } days old

# What the customer did.
did-view = You looked at { $thing }
did-cart = You put { $thing } into your basket
did-purchase = You bought { $thing }
did-rate = You rated { $thing }
did-like = You liked { $thing }
did-dislike = You disliked { $thing }
did-save = You saved { $thing }
did-return = You sent back { $thing }
did-not_interested = You were not interested in { $thing }
did-report = You reported { $thing }

# What was just done, and what follows.
done-view = You looked at { $thing }. Your list follows.
done-cart = You put { $thing } into your basket. Your list follows.
done-purchase = You bought { $thing }. Your list follows.
done-save = You saved { $thing }. Your list follows.
done-like = You liked { $thing }. Your list follows.
done-dislike = You disliked { $thing }. Your list follows.
done-not_interested = You were not interested in { $thing }. Your list follows.
done-have = You already have { $thing }. It is not suggested again, and counts as if you had bought it here.
done-unfair = You find it unfair that { $thing } is suggested. People will look at it, and it is not suggested to you again.
done-personal = { $thing } came too close. What weighed most in it is no longer used; the list below was made without it.
done-personal-back = What weighed most in { $thing } is used again.
done-undone = Undone: what you said of { $thing } is not used.
done-unused = What you did with { $thing } is no longer used. The list below was made without it.
done-gift = { $thing } was a gift, so it is no longer used. The list below was made without it.
done-used = What you did with { $thing } is used again.
done-event-unused = One thing that you did with { $thing } is no longer used. The list below was made without it.
done-event-used = One thing that you did with { $thing } is used again.
done-all-unused = A fresh start: nothing that you did until now is used. It is kept, and can be used again.
done-all-used = Everything that you did is used again.
done-all-before = What was used before is used again.
done-recommend-yes = What you did may choose what you see.
done-recommend-no = What you did no longer chooses what you see, and nothing is learnt from it any more.
done-explain-yes = What you did may be named in reasons.
done-explain-no = What you did is no longer named in reasons.
done-measure_fairness-yes = You may be counted when the shop checks whether groups are served alike.
done-measure_fairness-no = You are no longer counted when the shop checks whether groups are served alike.
done-extent-full = Personalisation is full: all that you allow is used.
done-extent-light = Personalisation is light: only what you did lately is used.
done-extent-off = Personalisation is off: nothing that you did is used.
done-paused = Paused: for seven days nothing that you did is used for your lists. Then all is as before, by itself.
done-blocked = { $thing } is never shown to you from now on.
done-preferred = You like { $thing }: that speaks for such items, and can be named as a reason.
done-topic-free = { $thing } is neither kept out nor preferred.
done-paused-until = Paused until { $thing }: until then nothing that you did is used for your lists. Then all is as before, by itself.
done-topics = You changed your topics. Never shown: { $blocked }. Liked: { $preferred }.
list-left = Left your list: { $things }
list-came = Came into your list: { $things }
list-same = Your list stays as it was.
list-order = Your list holds the same things in another order.
undo = Undo
undo-all = Use all of it again
letter-subject = { $shop }: you changed what we may use
letter-end = If that was not you, look at your choices: { $where }
letter-deleted-subject = { $shop }: everything that was kept of you is deleted
letter-deleted = Everything that was kept of you is deleted, as somebody who was signed in to your account asked. Nothing is left to look at or to undo.

# The page of data and choices.
you-title = Your data and choices
you-story = What the shop keeps of you, what it does with it, and what you want of that. Each change holds from the next list on, and you see at once what it does.
you-signal = Your browser asks for no profile
you-signal-text = It sends Global Privacy Control, and that is honoured: nothing that you did is used for your lists here, whatever is chosen below, and nothing more can be allowed. To change that, switch the signal off for this shop in your browser.
you-now = Your list now
you-now-text = Made a moment ago with what is chosen below. Each leads to why it is there.
you-now-broken = Just now no list can be made; your choices hold all the same.
you-now-plain = It is not personal: these are popular here.
you-purposes = What it may be used for
you-chosen = You have decided. You can decide otherwise at any time.
you-unchosen = You have not decided yet, so nothing is ticked. Until you do, what the shop has declared holds.
you-partly = You have decided on some of it. Of the rest nothing is ticked, and what the shop has declared holds.
you-basis-yes = Until you decide: allowed.
you-basis-no = Until you decide: not allowed.
you-yes = Allow
you-no = Do not allow
you-recommend = Choose what I see
you-recommend-text = What you did decides what is suggested to you, and the shop learns from it, together with what others did, what goes well together.
you-explain = Be named in reasons
you-explain-text = Reasons may name what you did, such as “because you bought this”. Otherwise they stay general.
you-measure_fairness = Check that everybody is served alike
you-measure_fairness-text = You are counted with your group, such as your age band, when the shop checks that no group is served worse. Your group never decides what is suggested. The shop may also try a rule, or lists without reasons, on some of those who allow this, and count what comes of it.
you-extent = How much is used
you-full = Full
you-full-text = All that you allow, the older the less.
you-light = Light
you-light-text = Only the last { $days } days.
you-off = Off
you-off-text = Nothing. Your list is the same as everybody’s.
you-pause = Pause
you-pause-text = Nothing for seven days, then as before, by itself.
you-paused-until = Paused until { $thing }. Choose another to end it.
you-topics = Topics
you-topics-text = Categories and brands. What is kept out is never shown. What you like speaks for such items and can be named as a reason.
you-topic = Topic
you-block = Never show
you-prefer = I like it
you-is-blocked = Never: { $thing }
you-is-preferred = Liked: { $thing }
you-free = Remove
you-free-of = Remove { $thing }
you-deeds = What you did
you-deeds-text = Kept of you: { $n }, the newest first.
you-deeds-unused = Of these not used: { $n }.
you-is-unused = not used
you-unuse = Do not use
you-unuse-of = Do not use: { $thing }
you-use = Use again
you-use-of = Use again: { $thing }
you-gift = It was a gift
you-gift-of = It was a gift: { $thing }
you-newer = Newer
you-older = Older
you-page = Page { $page } of { $pages }
you-reset = A fresh start
you-reset-text = Nothing that you did until now is used any more; what you do from now on is. It is kept, so it can be used again.
you-reset-now = Start afresh
you-use-all = Use all again
you-copy = A copy of everything
you-copy-text = What came from you, and what was made of it: your list’s evidence and everything that was ever suggested to you, with its reasons.
you-leave = Delete everything
you-leave-text = Everything that is kept of you, for good. You see first what that means.
you-leave-look = See what would happen
you-letters = Messages to you
you-letters-text = Each change on this page is confirmed to you outside of it too.
you-letters-demo = In this demonstration the message is a file in its folder; the last ones stand here.

# The page of deleting everything.
leave-title = Delete everything
leave-story = This cannot be undone: nothing is left from which it could be brought back. Here is what would happen.
leave-what = What goes
leave-what-events = What you did: { $n }
leave-what-decisions = Lists that were made for you, each with its reasons: { $n }
leave-what-reviews = What people looked at of it: { $n }
leave-what-record = Your choices on the page before, your topics and groups, and the messages to you
leave-what-learnt = What was learnt from it goes with the next training. That model is the one that would be there had you never come.
leave-what-copies = Backups that the shop made before are not reached from here; they go when the shop removes them.
leave-sure = I have read this and want it
leave-now = Delete everything
leave-stay = Back to my choices
leave-done = Everything is deleted
leave-receipt = Receipt
leave-when = when
leave-events = things that you did, deleted
leave-decisions = lists, deleted
leave-left = still there
leave-after = Keep this page if you want proof: nothing that names you is left to look it up in. What was learnt from you goes with the next training.
leave-shop = To the shop

# What stands around every page.
frame-skip = Skip to the content
frame-nav = Main
frame-shop = Shop
frame-you = Your choices
frame-how = How we choose
frame-console = Console
frame-as = Shopping as
frame-switch = Switch
frame-language = Language
frame-foot = { $thing } is a demonstration: its goods, sellers and customers are made up. Every recommendation shows the whole of its arithmetic.
frame-foot-shop = These pages belong to { $thing } and say what its recommendations rest on. Every recommendation shows the whole of its arithmetic.
frame-end = Leave these pages
frame-why = Why this?
frame-close = Close

# The front page, and a recommended item.
home-title = Recommended for { $thing }
home-foryou = Recommended for you
home-everything = From every department
home-departments = Departments
home-all = All
home-pages = Pages
home-earlier = Earlier
home-further = Further
rail-relaxed = A rule could not be held:
pick-why = Why this?
pick-like = Like
pick-like-of = Like { $thing }
pick-not = Not for me
pick-not-of = Not for me: { $thing }
tag-sponsored = Sponsored
tag-promoted = Promoted
tag-fair = Fair chance
tag-plain = Not personalised
plain-empty = There is nothing to recommend right now.
plain-off = Personalisation is off, so these are simply popular here.
plain-consent = You have not allowed recommendations from your history, so these are simply popular here.
plain-context = Nothing of yours can be looked up right now, so these simply go with what is on this page.
plain-away = Nothing of yours can be looked up right now, so these are simply popular here.
plain-nothing = There is nothing that you did here to go by, so these are simply popular here.

# An item's page.
item-picture = Picture of { $thing }
item-paid = { $thing } pays for showing this item.
item-buy = Buy now
item-cart = Put into basket
item-save = Save
item-like = Like
item-not = Not interested
item-fine = Each button tells the shop something, and your list follows. Nothing is sold here.
item-with = Goes with this
item-foryou = Recommended for you, now that you looked at this
item-brand = brand
item-seller = sold by
item-stock = in stock

# "Why this?"
why-title = Why { $thing }?
why-asked = Why this?
why-place = { $th } in your list.
why-alone = By evidence alone it would be { $th }.
why-unpaid = Nobody paid for this place.
sure-fairly = We are fairly sure: { $odds }.
sure-good = A good guess: { $odds }.
sure-guess = A guess: { $odds }.
sure-long = A long shot: { $odds }.
odds-tenths = about { $n } in 10 suggestions like this are taken up
odds-one = about 1 in { $n } suggestions like this is taken up
why-ledger = From zero to its score
why-ledger-text = Each bar begins where the one before it ended. Solid bars speak for it, hatched bars against it.
why-ledger-of = The ledger of { $thing }: from zero to the score
why-counted = What counted
why-points = Points
why-bar = Bar
why-rounding = Rounding of the numbers above
why-rounded = Rounding
why-score = Score
why-lines = { $n ->
    [one] The one line, exactly
   *[other] All { $shown } lines, exactly
  }
why-exact = Added from top to bottom in double precision these give { $thing }, the number that ranked the item.
why-line = Line
why-amount = Amount
why-rests = What it rests on
why-share = points, { $thing } of what speaks for it.
why-more = and { $n } more
why-smaller = And { $thing }:
why-smaller-points = points.
why-explored = No points of its own: all that speaks for it is too uncertain to be told.
why-ruled = No points: a rule gave it this place.
why-did-on = { $did } on { $day }
why-without-none = Without this it would not be in the running at all.
why-without-same = Without this it would still be { $th }.
why-without = Without this it would be { $th }.
why-holds = No three of the things that weigh most hold it here: even without them it would stay in this list.
why-leaves = Without { $things } it would be { $th }, outside this list.
why-leaves-none = Without { $things } it would not be in the running.
why-unnamed-things = { $n ->
    [one] one thing that we do not name
   *[other] { $n } things that we do not name
}
why-any = any of it
list-and = { $first } and { $last }
why-what-if = What if not?
why-what-if-of = What if not? { $thing }
why-unuse = Do not use this
why-unuse-of = Do not use this: { $thing }
why-right = Is it right for you?
why-not-interested = Not interested
why-have = I already have it
why-personal = This feels too personal
why-unfair = This seems unfair
why-right-text = Each makes the next list at once, says what changed, and can be undone. “Too personal” switches off what weighs most in this. “Unfair” goes to people who look at it.
why-not-that = Why not that?
why-compare-with = Compare with
why-compare = Compare
why-less = { $this }, less { $that }
why-this = This
why-that = That
why-gap = Gap
why-off = What you switched off
why-off-thing = What you did with { $thing }
why-use = Use it again
why-use-of = Use it again: what you did with { $thing }
why-proof = Decision { $decision }, rules { $policy }, model { $model }. The shop can compute this again, to the last bit.

# The lines of a ledger.
line-unnamed = something that we do not name
line-after = What people turn to after { $thing }
line-title = A name like { $thing }
line-category = A category like { $thing }
line-brand = A brand like { $thing }
line-attribute = Features like { $thing }
line-price = A price like { $thing }
line-common = Something in common with { $thing }
line-page = You are looking at { $thing }
line-popular = How popular it is, next to most things chosen
line-trend = How much interest it finds lately
line-new = How new it is here
line-season = How much more it sells at this time of every year
line-told = You told us you like { $thing }
line-told-unnamed = What you told us you like
line-again = How often you buy it again
line-boost = Rule: { $thing }
line-variety = Rule: variety in this list
line-few = Rule: room for what few know
line-surprise = Rule: room for a surprise
line-chance = Rule: a fair chance for { $thing }
line-alike = Rule: { $thing } for everyone alike
line-mix = Rule: a mix like your own
line-smaller = { $n ->
    [one] 1 smaller signal
   *[other] { $n } smaller signals
}
line-differences = { $n ->
    [one] 1 smaller difference
   *[other] { $n } smaller differences
}

# What went wrong.
oops-here = Not here
oops-there = Not from there
oops-like = Not like that
oops-now = Not now
oops-yet = Not any more, or not yet
oops-visit = This page opens from the shop, and for a quarter of an hour at most. Sign in there and open it again.
visit-over = You have left the pages on your data
visit-over-text = Nobody else who uses this browser sees them. To come back, open them from the shop again.
oops-page = There is no such page.
oops-form = The form misses something, or holds what this page does not offer; go back and choose again.
oops-address = The address holds something that this page does not know; open the page from its link.
oops-no-profile = Your browser says that you want no profile (Global Privacy Control), so nothing more is used. Switch that off for this shop to allow more.
oops-choice = This cannot be kept: it is too much or too long.
oops-outside = This change was asked for from outside the shop, so it was not made.
oops-unlearnt = The shop has not learnt anything yet. Try again soon.
oops-changed = Something has changed in the meantime, so this was not done. Look at the page again.
oops-ours = Something went wrong on our side.
oops-busy = Too many people are here right now. Try again in a moment.
oops-late = This took too long, so we gave up. What you sent may still have been kept.
oops-large = That was too much at once.
oops-way = This page cannot be asked for like that.
oops-shop = To the shop

# What a list had to give up. Records hold this in English: another word here, and an older record would not replay to its bytes.
gave-with = ; it cannot be held together with { $thing }
gave-rule-pin = pin `{ $thing }`
gave-rule-group = group `{ $thing }`
gave-rule-serendipity = the share that should surprise
gave-rule-leakage = the leakage budget of `{ $thing }`
gave-rule-brand = the cap of brand `{ $thing }`
gave-rule-category = the cap of category `{ $thing }`
gave-rule-seller = the cap of seller `{ $thing }`
gave-group = group `{ $thing }`: too few of its items can be shown for its guaranteed share
gave-serendipity = surprise: too few items are new to the customer and may suit them
gave-shortened = the list is shorter than asked for: the caps leave too few items
gave-pin = pin `{ $thing }`: the item cannot be shown now
gave-leakage = leakage budget of `{ $thing }`: no list within it was found that keeps the other rules; this one is as near to it as was found
gave-leakage-unlearnt = leakage budget of `{ $thing }`: the model has learnt nothing of what leans to whom, so the list is not bounded
