### What reasons say in French: the same messages and names as in en.ftl, and the same rules.
### Informal address; no participle or adjective agrees with the reader or with a name, so that no gender is assumed.
### A clause follows "parce que" and begins with a consonant; no word before a name needs an elision.

things =
    { $n ->
        [one] { $n } article
       *[other] { $n } articles
    }
shared =
    { $facet ->
        [brand] de la marque { $name }
        [series] de la série { $name }
        [word] avec “{ $name }” dans le nom
       *[category] dans la catégorie { $name }
    }

his-bought = tu as acheté { $name }
    .w1 = Tu as acheté { $name }, donc nous proposons aussi ceci.
    .w2 = Tu as déjà acheté { $name }.
his-viewed = tu as regardé { $name }
    .w1 = Tu as regardé { $name }, donc nous proposons aussi ceci.
    .w2 = Tu as déjà regardé { $name }.
his-rated = tu as aimé { $name }
    .w1 = Tu as aimé { $name }, donc nous proposons aussi ceci.
his-cart = tu as mis { $name } dans ton panier
    .w1 = Tu as mis { $name } dans ton panier, donc nous proposons aussi ceci.
his-saved = tu as mis { $name } de côté
    .w1 = Tu as mis { $name } de côté, donc nous proposons aussi ceci.
his-group =
    { $deed ->
        [bought] tu as acheté { things } { shared }
        [viewed] tu as regardé { things } { shared }
        [liked] tu as aimé { things } { shared }
       *[mixed] tu as regardé ou retenu { things } { shared }
    }
his-other =
    { $deed ->
        [bought] tu as acheté { $n } autres articles ici
        [viewed] tu as regardé { $n } autres articles ici
        [liked] tu as aimé { $n } autres articles ici
       *[mixed] tu as montré de l'intérêt pour { $n } autres articles ici
    }
his-reorder = tu rachètes souvent cet article vers cette période
    .w1 = Tu rachètes souvent cet article vers cette période.
    .w2 = C'est peut-être le moment de racheter cet article.
his-negative =
    { $kind ->
        [return] tu as rendu { $name }
        [dislike] tu n'as pas aimé { $name }
        [rate] tu as mal noté { $name }
        [not_interested] tu ne veux pas voir { $name }
       *[report] tu as signalé { $name }
    }

cmp-set = tu possèdes { things } { shared }
    .w1 = Tu as { things } { shared } ; en voici un de plus.
    .w2 = Un article de plus pour ce que tu as { shared }.

att-brand = tu as montré de l'intérêt pour { $name }
    .w1 = Encore la marque { $name }, qui semble te plaire.
att-category = tu as montré de l'intérêt pour la catégorie { $name }
    .w1 = Encore la catégorie { $name }, qui semble te plaire.
att-attribute = sa description ressemble à ce que tu as choisi ou regardé
    .w1 = Décrit un peu comme ce que tu as choisi ou regardé.
att-attribute-item =
    { $kind ->
        [view] cet article rappelle beaucoup { $name }, que tu as regardé
        [purchase] cet article rappelle beaucoup { $name }, que tu as acheté
       *[other] cet article rappelle beaucoup { $name }, que tu as choisi
    }
    .w1 =
        { $kind ->
            [view] Très proche : { $name }, que tu as regardé.
            [purchase] Très proche : { $name }, que tu as acheté.
           *[other] Très proche : { $name }, que tu as choisi.
        }
att-attribute-name = cela rejoint ce que tu as choisi ou regardé : { $name }
    .w1 = Tu as montré de l'intérêt pour ceci : { $name }.
att-price = son prix est proche de ce que tu as choisi ou regardé
    .w1 = À peu près le prix de ce que tu as choisi ou regardé.
att-stated = tu nous as dit que tu aimes { $name }
    .w1 = Tu nous as dit que tu aimes { $name }.
    .w2 = Tu voulais en voir plus : { $name }.

soc-peers = des gens qui ont tes goûts choisissent cet article
    .w1 = Apprécié par des gens qui ont tes goûts.
soc-popular = beaucoup de monde ici choisit cet article
    .w1 = Populaire dans cette boutique.
tim-trend = cet article attire plus de monde que d'habitude
    .w1 = Plus recherché ici que d'habitude.
tim-new = cet article est nouveau ici
    .w1 = Nouveau ici.
    .w2 = Cet article est ici depuis peu.

ctx-page = cet article ressemble à ce que tu regardes
    .w1 = Va bien avec ce que tu regardes en ce moment.
ses-now-item =
    { $kind ->
        [view] tu as regardé { $name } pendant cette visite
        [cart] tu as mis { $name } dans ton panier pendant cette visite
       *[other] tu as choisi { $name } pendant cette visite
    }
ses-now =
    { $deed ->
        [viewed] cet article va avec ce que tu as regardé pendant cette visite
       *[mixed] cet article va avec ce que tu as fait pendant cette visite
    }
div-variety = cet article change du reste de la liste
    .w1 = Quelque chose qui change du reste de la liste.
div-serendipity = cet article surprend et pourrait vous plaire
    .w1 = Une surprise qui pourrait vous plaire.
    .w2 = Pas votre choix habituel, mais peut-être fait pour vous.
div-calibrated = cet article garde la liste proche de votre propre mélange
    .w1 = Pour garder la liste proche de votre propre mélange.
div-novel = peu de personnes connaissent cet article ici
    .w1 = Peu de personnes ici le connaissent encore.

exp-explore = nous apprenons encore ce qui te convient
    .w1 = Nous apprenons encore ce qui te convient.
    .w2 = Nous ne savons pas encore bien ce qui te convient.

fai-exposure =
    .w1 = Montré pour donner une chance juste à ce groupe : { $name }.
    .w2 = Ici pour que ce groupe soit vu aussi : { $name }.
    .w3 = Dans cette liste, des places sont gardées pour { $name }.
    .w4 = Cette place assure une part juste à ce groupe : { $name }.
    .w5 = Une partie de cette liste est gardée pour { $name }.
bus-sponsored =
    .w1 = Sponsorisé par { $name }.
    .w2 = Cette place est payée par { $name }.
    .w3 = Sponsorisé : { $name } paie pour cette place.
    .w4 = Publicité payée par { $name }.
    .w5 = Pour cette place, nous touchons de l'argent. Qui paie : { $name }.
bus-promoted =
    .w1 = Fait partie de notre promotion : { $name }.
    .w2 = Nous mettons ceci en avant : { $name }.
    .w3 = Remonté par la boutique : { $name }.
    .w4 = La boutique veut te montrer ceci : { $name }.
    .w5 = Plus haut grâce à notre opération : { $name }.
bus-demoted =
    .w1 = Classé plus bas par une règle : { $name }.
    .w2 = Une règle fait descendre ceci : { $name }.
    .w3 = Plus bas à cause d'une règle : { $name }.
    .w4 = Descendu par une règle de la boutique : { $name }.
    .w5 = Une de nos règles place ceci plus bas : { $name }.

npf-popular =
    .w1 = Ce n'est pas personnel : cela suit les choix faits dans cette boutique.
    .w2 = Ce n'est pas choisi pour toi : cela suit les choix des autres.
    .w3 = Cette place suit les choix faits dans cette boutique.
    .w4 = Nous ne connaissons pas encore tes goûts et montrons ce que les autres choisissent.
    .w5 = Rien sur toi ne sert ici, seulement les choix des autres.
con-off =
    .w1 = Tu as coupé la personnalisation, donc ton historique n'a pas servi.
    .w2 = Ton historique n'a pas servi, parce que tu as coupé la personnalisation.
    .w3 = La personnalisation est coupée chez toi, donc nous n'avons pas regardé ton historique.
    .w4 = Sans ton historique, parce que tu as coupé la personnalisation.
    .w5 = Comme tu as coupé la personnalisation, ton historique reste de côté.
con-limited =
    .w1 = Tu n'as pas permis que ton historique serve à cela.
    .w2 = Ton historique n'a pas servi, parce que tu ne l'as pas permis.
    .w3 = Sans ton accord, nous n'avons pas regardé ton historique.
    .w4 = Ton historique reste de côté, faute de ton accord.
    .w5 = Ce que tu as fait ici n'a pas servi, faute de ton accord.
