### What reasons say in French: the same messages and names as in en.ftl, and the same rules.
### Polite address, as French shops speak; no participle or adjective agrees with the reader or with a name, so that no gender is assumed.
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

his-bought = vous avez acheté { $name }
    .w1 = Vous avez acheté { $name }, donc nous proposons aussi ceci.
    .w2 = Vous avez déjà acheté { $name }.
his-viewed = vous avez regardé { $name }
    .w1 = Vous avez regardé { $name }, donc nous proposons aussi ceci.
    .w2 = Vous avez déjà regardé { $name }.
his-rated = vous avez aimé { $name }
    .w1 = Vous avez aimé { $name }, donc nous proposons aussi ceci.
his-cart = vous avez mis { $name } dans votre panier
    .w1 = Vous avez mis { $name } dans votre panier, donc nous proposons aussi ceci.
his-saved = vous avez mis { $name } de côté
    .w1 = Vous avez mis { $name } de côté, donc nous proposons aussi ceci.
his-group =
    { $deed ->
        [bought] vous avez acheté { things } { shared }
        [viewed] vous avez regardé { things } { shared }
        [liked] vous avez aimé { things } { shared }
       *[mixed] vous avez regardé ou retenu { things } { shared }
    }
his-other =
    { $deed ->
        [bought] vous avez acheté { $n } autres articles ici
        [viewed] vous avez regardé { $n } autres articles ici
        [liked] vous avez aimé { $n } autres articles ici
       *[mixed] vous avez montré de l'intérêt pour { $n } autres articles ici
    }
his-reorder = vous rachetez souvent cet article vers cette période
    .w1 = Vous rachetez souvent cet article vers cette période.
    .w2 = C'est peut-être le moment de racheter cet article.
his-negative =
    { $kind ->
        [return] vous avez rendu { $name }
        [dislike] vous n'avez pas aimé { $name }
        [rate] vous avez mal noté { $name }
        [not_interested] vous ne voulez pas voir { $name }
       *[report] vous avez signalé { $name }
    }

cmp-complement = vous avez acheté { $name } et cet article va avec
    .w1 = Vous avez acheté { $name } ; cet article va avec.
    .w2 = Vous avez acheté { $name } ; on prend souvent cet article le même jour.
cmp-set = vous possédez { things } { shared }
    .w1 = Vous avez { things } { shared } ; en voici un de plus.
    .w2 = Un article de plus pour ce que vous avez { shared }.

att-brand = vous avez montré de l'intérêt pour { $name }
    .w1 = Encore la marque { $name }, qui semble vous plaire.
att-category = vous avez montré de l'intérêt pour la catégorie { $name }
    .w1 = Encore la catégorie { $name }, qui semble vous plaire.
att-attribute = sa description ressemble à ce que vous avez choisi ou regardé
    .w1 = Décrit un peu comme ce que vous avez choisi ou regardé.
att-attribute-item =
    { $kind ->
        [view] cet article rappelle beaucoup un article que vous avez regardé : { $name }
        [purchase] cet article rappelle beaucoup un de vos achats : { $name }
       *[other] cet article rappelle beaucoup un article que vous avez choisi : { $name }
    }
    .w1 =
        { $kind ->
            [view] Très proche d'un article que vous avez regardé : { $name }.
            [purchase] Très proche d'un de vos achats : { $name }.
           *[other] Très proche d'un article que vous avez choisi : { $name }.
        }
att-attribute-name = cela rejoint ce que vous avez choisi ou regardé : { $name }
    .w1 = Vous avez montré de l'intérêt pour ceci : { $name }.
att-price = son prix est proche de ce que vous avez choisi ou regardé
    .w1 = À peu près le prix de ce que vous avez choisi ou regardé.
att-stated = vous nous avez dit que vous aimez { $name }
    .w1 = Vous nous avez dit que vous aimez { $name }.
    .w2 = Vous vouliez en voir plus : { $name }.

soc-peers = des gens qui ont vos goûts choisissent cet article
    .w1 = Apprécié par des gens qui ont vos goûts.
soc-popular = beaucoup de monde ici choisit cet article
    .w1 = Populaire dans cette boutique.
tim-trend = cet article attire plus de monde que d'habitude
    .w1 = Plus recherché ici que d'habitude.
tim-new = cet article est nouveau ici
    .w1 = Nouveau ici.
    .w2 = Cet article est ici depuis peu.
tim-season = cet article se vend davantage à cette période de l'année
    .w1 = Populaire à cette période de l'année.
    .w2 = Chaque année, cet article se vend davantage à cette période.

ctx-page = cet article ressemble à ce que vous regardez
    .w1 = Va bien avec ce que vous regardez en ce moment.
ses-now-item =
    { $kind ->
        [view] vous avez regardé { $name } pendant cette visite
        [cart] vous avez mis { $name } dans votre panier pendant cette visite
       *[other] vous avez choisi { $name } pendant cette visite
    }
ses-now =
    { $deed ->
        [viewed] cet article va avec ce que vous avez regardé pendant cette visite
       *[mixed] cet article va avec ce que vous avez fait pendant cette visite
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

exp-explore = nous apprenons encore ce qui vous convient
    .w1 = Nous apprenons encore ce qui vous convient.
    .w2 = Nous ne savons pas encore bien ce qui vous convient.

fai-exposure =
    .w1 = Montré pour donner une chance juste à ce groupe : { $name }.
    .w2 = Ici pour que ce groupe soit vu aussi : { $name }.
    .w3 = Dans cette liste, des places sont gardées pour { $name }.
    .w4 = Cette place assure une part juste à ce groupe : { $name }.
    .w5 = Une partie de cette liste est gardée pour { $name }.
fai-parity =
    .w1 = Montré pour que tout le monde voie autant d'offres de ce genre.
    .w2 = Ici pour que tout le monde puisse voir ce genre de choses.
    .w3 = Nous montrons ce genre de choses à tout le monde, à parts égales.
    .w4 = Tout le monde doit voir ce genre de choses, d’où sa place ici.
    .w5 = Pour que tout le monde voie ces offres à la même fréquence.
fai-leakage =
    .w1 = Montré pour que cette liste en dise moins sur vous.
    .w2 = Ici pour que cette liste ne dise pas trop qui vous êtes.
    .w3 = Ainsi, cette liste en dit moins aux autres sur vous.
    .w4 = Avec cela, on devine moins de choses sur vous par cette liste.
    .w5 = Choisi pour que votre liste en dise moins sur vous.
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
    .w4 = La boutique veut vous montrer ceci : { $name }.
    .w5 = Plus haut grâce à notre opération : { $name }.
bus-demoted =
    .w1 = Classé plus bas par une règle : { $name }.
    .w2 = Une règle fait descendre ceci : { $name }.
    .w3 = Plus bas à cause d'une règle : { $name }.
    .w4 = Descendu par une règle de la boutique : { $name }.
    .w5 = Une de nos règles place ceci plus bas : { $name }.

npf-popular =
    .w1 = Ce n'est pas personnel : cela suit les choix faits dans cette boutique.
    .w2 = Ce n'est pas choisi pour vous : cela suit les choix des autres.
    .w3 = Cette place suit les choix faits dans cette boutique.
    .w4 = Nous ne connaissons pas encore vos goûts et montrons ce que les autres choisissent.
    .w5 = Rien sur vous ne sert ici, seulement les choix des autres.
con-off =
    .w1 = Vous avez coupé la personnalisation, donc votre historique n'a pas servi.
    .w2 = Votre historique n'a pas servi, parce que vous avez coupé la personnalisation.
    .w3 = La personnalisation est coupée chez vous, donc nous n'avons pas regardé votre historique.
    .w4 = Sans votre historique, parce que vous avez coupé la personnalisation.
    .w5 = Comme vous avez coupé la personnalisation, votre historique reste de côté.
con-limited =
    .w1 = Vous n'avez pas permis que votre historique serve à cela.
    .w2 = Votre historique n'a pas servi, parce que vous ne l'avez pas permis.
    .w3 = Sans votre accord, nous n'avons pas regardé votre historique.
    .w4 = Votre historique reste de côté, faute de votre accord.
    .w5 = Ce que vous avez fait ici n'a pas servi, faute de votre accord.
