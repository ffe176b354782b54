### What reasons say in English. A message's value is a clause that follows "because"; the file of each tone has the
### sentences that it stands in. Its attributes are whole sentences of the neutral tone, or, where there is no clause, the
### wordings of every tone. All wordings of a message mean the same, and so does every tone.
### Names: $name from the record, $n how many items, $kind and $deed what was done with them, $facet what they share.
### A sentence has at most 20 words, reads at school grade 8 or below, and claims nothing that the code does not.

things =
    { $n ->
        [one] { $n } thing
       *[other] { $n } things
    }
shared =
    { $facet ->
        [brand] by { $name }
        [series] from the series { $name }
        [word] with “{ $name }” in the name
       *[category] in { $name }
    }

his-bought = you bought { $name }
    .w1 = You bought { $name }, so we picked this too.
    .w2 = You once bought { $name }.
his-viewed = you looked at { $name }
    .w1 = You looked at { $name }, so we picked this too.
    .w2 = You once looked at { $name }.
his-rated = you liked { $name }
    .w1 = You liked { $name }, so we picked this too.
his-cart = you put { $name } in your basket
    .w1 = You put { $name } in your basket, so we picked this too.
his-saved = you saved { $name }
    .w1 = You saved { $name }, so we picked this too.
his-group =
    { $deed ->
        [bought] you bought { things } { shared }
        [viewed] you looked at { things } { shared }
        [liked] you liked { things } { shared }
       *[mixed] you showed interest in { things } { shared }
    }
his-other =
    { $deed ->
        [bought] you bought { $n } other things here
        [viewed] you looked at { $n } other things here
        [liked] you liked { $n } other things here
       *[mixed] you showed interest in { $n } other things here
    }
his-reorder = you tend to buy it again about now
    .w1 = You usually buy this again about now.
    .w2 = It may be time to buy this again.
his-negative =
    { $kind ->
        [return] you returned { $name }
        [dislike] you did not like { $name }
        [rate] you gave { $name } a low mark
        [not_interested] you are not interested in { $name }
       *[report] you reported { $name }
    }

cmp-complement = it goes with { $name }, which you bought
    .w1 = Goes with { $name }, which you bought.
    .w2 = Often bought on the same day as { $name }, which you bought.
cmp-set = you own { things } { shared }
    .w1 = You have { things } { shared }; this is one more.
    .w2 = One more piece for what you have { shared }.

att-brand = you showed interest in { $name }
    .w1 = More from { $name }, which you showed interest in.
att-category = you showed interest in things in { $name }
    .w1 = More in { $name }, where you showed interest.
att-attribute = it is described a bit like what you turned to
    .w1 = Described like what you showed interest in.
att-attribute-item =
    { $kind ->
        [view] it is described much like { $name }, which you looked at
        [purchase] it is described much like { $name }, which you bought
       *[other] it is described much like { $name }, which you turned to
    }
    .w1 =
        { $kind ->
            [view] It sounds a lot like { $name }, which you looked at.
            [purchase] It sounds a lot like { $name }, which you bought.
           *[other] It sounds a lot like { $name }, which you turned to.
        }
att-attribute-name = it shares this with what you turned to: { $name }
    .w1 = You showed interest in this: { $name }.
att-price = it costs about as much as what you turned to
    .w1 = About the price of what you showed interest in.
att-stated = you told us that you like { $name }
    .w1 = You told us you like { $name }.
    .w2 = You asked us for more like this: { $name }.

soc-peers = people who share your taste go for it
    .w1 = Popular with people who share your taste.
soc-popular = many people here go for it
    .w1 = Popular in this shop.
tim-trend = it finds more interest here than usual
    .w1 = More people than usual look for this now.
tim-new = it is new here
    .w1 = New here.
    .w2 = This came to the shop not long ago.
tim-season = people buy it more at this time of the year
    .w1 = Popular at this time of the year.
    .w2 = Every year, people buy more of this around now.

ctx-page = it is similar to what you are looking at
    .w1 = It fits what you are looking at now.
ses-now-item =
    { $kind ->
        [view] you looked at { $name } in this visit
        [cart] you put { $name } in your basket in this visit
       *[other] you picked out { $name } in this visit
    }
ses-now =
    { $deed ->
        [viewed] it fits what you looked at in this visit
       *[mixed] it fits what you did here in this visit
    }
div-variety = it is different from the rest of this list
    .w1 = Something different from the rest of this list.
div-serendipity = it is a surprise that may suit you
    .w1 = A surprise that may suit you.
    .w2 = Not what you usually pick, but it may suit you.
div-calibrated = it keeps this list close to your own mix
    .w1 = It keeps this list close to your own mix.
div-novel = few people here know it yet
    .w1 = Few people here know this yet.

exp-explore = we are still learning what fits you
    .w1 = We are still learning what fits you.
    .w2 = We are not sure yet what fits you.

fai-exposure =
    .w1 = Shown to give { $name } a fair chance.
    .w2 = Here so that { $name } can be seen as well.
    .w3 = We keep some places in this list for { $name }.
    .w4 = This place is kept so that { $name } gets a fair share.
    .w5 = A part of this list is held for { $name }.
fai-parity =
    .w1 = Shown so that everyone sees offers like this equally often.
    .w2 = Here so that everyone gets to see things like this.
    .w3 = We show things like this to everyone equally often.
    .w4 = Everyone should see things like this, so it stands here.
    .w5 = So that all of our customers see things like this equally often.
fai-leakage =
    .w1 = Shown so that this list gives away less about you.
    .w2 = Here so that this list says less about who you are.
    .w3 = It keeps this list from telling others too much about you.
    .w4 = With this, others can guess less about you from this list.
    .w5 = We picked this so that your list tells less about you.
bus-sponsored =
    .w1 = Sponsored by { $name }.
    .w2 = This place is paid for by { $name }.
    .w3 = Sponsored: { $name } pays for this place.
    .w4 = An ad, paid for by { $name }.
    .w5 = We get money for this place from { $name }.
bus-promoted =
    .w1 = Part of our promotion: { $name }.
    .w2 = We promote this: { $name }.
    .w3 = Moved up by the shop: { $name }.
    .w4 = The shop wants you to see this: { $name }.
    .w5 = Higher up as part of our campaign: { $name }.
bus-demoted =
    .w1 = Ranked lower by a rule: { $name }.
    .w2 = A rule moves this down: { $name }.
    .w3 = This stands lower because of a rule: { $name }.
    .w4 = Further down by a rule of the shop: { $name }.
    .w5 = A rule of ours puts this lower: { $name }.

npf-popular =
    .w1 = This is not personal: it goes by what people choose in this shop.
    .w2 = Not picked for you: it follows what others choose here.
    .w3 = This place goes by what people choose in this shop.
    .w4 = We do not know your taste yet, so we show what others choose.
    .w5 = Nothing about you was used here, only what others choose.
con-off =
    .w1 = You switched personalisation off, so we did not look at what you did here before.
    .w2 = Your history was not used, since you have switched personalisation off in this shop.
    .w3 = We did not look at what you did before, as you have switched personalisation off.
    .w4 = You have switched personalisation off, so what you did here before was not used.
    .w5 = As you have switched personalisation off, we have left your past here out of this list.
con-limited =
    .w1 = You have not allowed us to use your history for this.
    .w2 = Your history was not used, as you have not allowed it.
    .w3 = We did not use your history, because you have not agreed to it.
    .w4 = Without your consent, we did not look at your history.
    .w5 = What you did here before was not used, as you have not agreed.
