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
why-newness = An item that was first offered today gets { $points } points, and nothing after { $days } days.
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
rule-exclusion = { $name }: such items are not shown here.
rule-reviewed = Kept out by people who looked at what was recommended: { $n } items.
rule-cap-brand = At most { $n } items of one brand.
rule-cap-category = At most { $n } items of one category.
rule-cap-seller = At most { $n } items of one seller.
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
page-few = The last { $decisions } lists are of fewer than { $least } people, so no share is told: it could speak of one of them.
page-measured = Shares are measured on the last { $decisions } lists, { $items } items.
