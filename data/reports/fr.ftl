# Ce que disent les rapports et les fiches de modèles. Les têtes de colonnes commencent par `title-`, les lignes que le programme nomme par `row-` et leur nom stable.

title-what = Quoi
title-how-many = Combien
title-counted = Compté en entier
title-share-of-lists = Part des listes
title-for-somebody = Listes pour quelqu’un
title-lists = Listes
title-who-clicked = Qui a cliqué
title-click-ratio = Clics, par rapport au meilleur
title-who-bought = Qui a acheté
title-purchase-ratio = Achats, par rapport au meilleur
title-below = Sous les quatre cinquièmes
title-group = Groupe
title-attention = Attention
title-offer = Part de l’offre
title-clicked = Cliqué
title-bought = Acheté
title-share = Part
title-promise = Ce qu’elle promet
title-attention-measured = Attention mesurée
title-rule = Règle
title-rules = Règles
title-span-before = Dans la période précédente
title-items-of = Articles de
title-relevance-kept = Pertinence conservée
title-items-kept = Articles conservés
title-approved-by = Approuvé par
title-live-since = En vigueur depuis
title-how = Comment
title-when = Quand
title-by = Par
title-why = Pourquoi
title-entries = Entrées
title-decided = Décidées
title-fine = Dont jugées bonnes
title-opened = Ouvert
title-now = Maintenant
title-owner = Chez
title-last = Dit en dernier
title-happened = Ce qui s’est passé
title-as-usual = Comme d’habitude
title-tried = Avec ce qui est essayé
title-finding = Ce qu’on peut en dire
title-question = Question
title-versions = Versions
title-does = Ce qu’elle fait
title-paid-by = Payé par
title-share-of-scores = Part des scores
title-why-so = Pourquoi cela compte autant
title-evidence = Indice
title-used = Utilisé
title-data = Données
title-what-for = Pour quoi
title-call = L’appel correspondant
title-choice = Choix

row-lists = listes
row-lists_before = listes de la période précédente
row-people = personnes à qui l’on en a montré
row-unreadable = enregistrements illisibles
row-reports = signalements de la clientèle
row-personalised = avec quelque chose de personnel
row-fallback = avec un remplacement
row-opted_out = pour des personnes dont rien ne doit être utilisé
row-coverage = articles en vente présents dans au moins une liste
row-gone = places d’articles qui ne sont plus en vente
row-concentration = inégalité du partage des places : 0 égal, 1 un article les a toutes (Gini)
row-all_places = toutes les places
row-all = toutes
row-copies = copies de ce qui est conservé sur quelqu’un
row-erasures = effacements
row-replays = décisions refaites pour les comparer
row-refused = appels refusés faute de droits

source-of-report = signalé par la clientèle
source-of-low_confidence = peu de confiance
source-of-sensitive = genre sensible
source-of-sample = échantillon de la semaine

# L’audit d’équité.
audit-scope = Ce qui a été examiné
audit-scope-all = Toutes les listes du journal des décisions dans la période, tant qu’elles y sont encore : ce qui a été effacé, retiré ou a expiré n’est dans aucun chiffre. Un clic ou un achat compte quand son événement cite la liste, dans les 24 heures.
audit-drawn = { $n ->
    [one] Il y en avait plus que la { $shown } personne comptée pour les parts, choisie par hachage.
   *[other] Il y en avait plus que les { $shown } personnes comptées pour les parts ; elles ont été choisies par hachage.
  }
audit-more-than = plus de { $thing }
audit-customers = Groupes de personnes
audit-customers-how = Parmi les personnes qui ont permis la mesure : qui a cliqué ou acheté quelque chose de sa première liste. Le taux d’un groupe est rapporté au plus élevé de son segment. Ses bornes tiennent quel que soit le nombre de fois où l’on regarde pendant que la période grandit.
audit-certain-both = { $a } { $b } clique et achète certainement moins que les quatre cinquièmes du groupe au taux le plus élevé.
audit-certain-clicks = { $a } { $b } clique certainement moins que les quatre cinquièmes du groupe au taux le plus élevé.
audit-certain-buys = { $a } { $b } achète certainement moins que les quatre cinquièmes du groupe au taux le plus élevé.
audit-no-group = Aucun groupe d’au moins { $thing } de ces personnes n’a pu être mesuré.
audit-open = { $n ->
    [one] { $shown } groupe est compté sous les quatre cinquièmes, mais ce peut être le hasard.
   *[other] { $shown } groupes sont comptés sous les quatre cinquièmes, mais ce peut être le hasard.
  }
audit-certainly = certainement
audit-perhaps = peut-être
audit-not = non
audit-verdicts = clics { $a }, achats { $b }
audit-withheld = { $thing } ; { $n ->
    [one] { $shown } groupe est trop petit pour qu’on en parle
   *[other] { $shown } groupes sont trop petits pour qu’on en parle
  }
audit-items = Groupes d’articles
audit-items-how = L’attention est ce qu’une place reçoit de celle d’une liste : la première le plus, la dixième 0,29 de celle-ci. La marque près d’une barre est la part du groupe dans les articles en vente. Les clics et les achats sont des parts des places.
audit-of-rules = Groupes que nomment les règles
audit-of-categories = Catégories
audit-of-brands = Marques
audit-of-sellers = Vendeurs
audit-of-payers = Articles dont quelqu’un paie la place, selon qui paie
audit-left-out = { $thing } ; { $n ->
    [one] { $shown } avec moins d’attention n’est pas listé
   *[other] { $shown } avec moins d’attention ne sont pas listés
  }
audit-whole-offer = L’offre dans son ensemble
audit-promises = Ce que promettent les règles
audit-promised = Promis et mesuré
audit-no-promise = Aucune règle en vigueur ne promet quoi que ce soit à un groupe d’articles.
audit-promises-how = Selon les règles en vigueur au moment du rapport ; promettre des places n’est pas promettre de l’attention.
audit-parity = les groupes selon { $a } le voient aussi souvent, à { $b } près
audit-kept-out = { $n ->
    [one] Les examens écartent { $shown } article en ce moment.
   *[other] Les examens écartent { $shown } articles en ce moment.
  }
audit-limit-consent = Les groupes sont ceux des personnes qui ont permis la mesure ; il peut en aller autrement des autres.
audit-limit-few = Rien n’est dit de moins de { $thing } personnes. Un chiffre absent n’est pas un certificat de bonne conduite.
audit-limit-alone = Un groupe est vu seul, pas avec un autre. Un taux plus bas ne prouve pas l’iniquité, ni un taux égal l’équité.
audit-limit-intervals = Les parts ont des intervalles à 95 % qui tiennent les listes d’une même personne pour semblables ; les taux des groupes de personnes ont des bornes qui tiennent à tout moment à la fois. Les chiffres sans intervalle sont comptés en entier.
limits-title = Ce que cela ne dit pas

# Ce qu’une règle donne à un groupe.
places-least = au moins { $thing } des places
places-between = au moins { $a } des places, au plus { $b }
places-tested = au moins autant de places que le demande un test d’équité
places-tested-most = au moins autant de places que le demande un test d’équité, au plus { $thing } des places
places-over-time = { $thing } de l’attention dans le temps

# Le bilan d’opérations.
review-came = Ce qui en est advenu
review-no-item = Aucun article en vente n’est visé par une règle de cette période.
review-came-how = Places d’articles visés par une règle, que la règle les y ait mis ou des indices ; ce qu’une règle a fait à elle seule, seule une expérience le dit. L’attention est ce qu’une place reçoit de celle d’une liste : la première le plus, la dixième 0,29 de celle-ci.
review-quiet = { $n ->
    [one] De { $shown } autre qui paie, rien n’a été montré, ou à trop peu de personnes pour le dire.
   *[other] De { $shown } autres qui paient, rien n’a été montré, ou à trop peu de personnes pour le dire.
  }
review-rates = Clics et achats à côté de toutes les places
review-payer = { $thing }, qui paie
review-measured = Mesuré au dépôt
review-expected = Ce qui était attendu
review-unmeasured = Aucune règle mesurée d’avance n’est entrée en vigueur dans cette période.
review-expected-how = Par rapport aux règles alors en vigueur, sur les listes de vraies personnes, avant que quiconque les voie.
review-limit-consent = Les clics et les achats sont ceux des personnes dont le consentement permet de les compter, dans les 24 heures après une liste que cite leur événement.
review-limit-causes = Les taux de deux périodes, ou de deux groupes d’articles, diffèrent pour bien des raisons. Seule une expérience dit ce qu’une règle a fait.
review-limit-few = Rien n’est dit de moins de { $thing } personnes.
promoted-title = Ce qui a été mis en avant
promoted-none = Aucune règle de cette période n’a épinglé, mis en avant, rétrogradé ou exclu quoi que ce soit, ni donné sa part à un groupe.
promoted-rules = Règles en vigueur
promoted-pin = épingle « { $thing } »
promoted-boost = mise en avant ou rétrogradation « { $thing } »
promoted-group = groupe « { $thing } »
promoted-target = objectif « { $thing } »
promoted-exclusion = exclusion « { $thing } »
promoted-no = { $a }, nº { $b }
promoted-puts = met « { $a } » à la place { $b }
promoted-lowers = { $n ->
    [one] retire { $shown } point
   *[other] retire { $shown } points
  }
promoted-raises = { $n ->
    [one] ajoute { $shown } point
   *[other] ajoute { $shown } points
  }
promoted-kept-out = n’est montré à personne
promoted-always = toujours
promoted-from = à partir du { $thing }
promoted-until = jusqu’au { $thing }
promoted-span = { $a } à { $b }

# Ce qui a été fait dans la période.
deed-version = version { $thing }
deed-nobody = personne
deed-rules = Règles entrées en vigueur
deed-changes = Changements des règles
deed-no-rules = Aucune règle n’est entrée en vigueur dans cette période.
deed-imposed = imposée, sans approbation
deed-rolled-back = règles antérieures remises en vigueur
deed-published = publiée
deed-by-source = Selon la raison de l’examen
deed-reviews = Ce que des personnes ont examiné
deed-no-review = Rien n’est venu à l’examen dans cette période.
deed-undecided = Rien n’en est encore décidé.
deed-median = { $n ->
    [one] La moitié de ce qui a été décidé l’a été dans un délai de { $shown } heure.
   *[other] La moitié de ce qui a été décidé l’a été dans un délai de { $shown } heures.
  }
deed-open = ouvert
deed-resolved = résolu
deed-opened = Ce qui a été ouvert
deed-incidents = Incidents
deed-no-incident = Aucun n’a été ouvert dans cette période.
alarm-above-drift = { $a } de l’attention est passée à d’autres catégories, { $b } au plus est habituel
alarm-coverage = { $a } du catalogue est montré, { $b } au moins est habituel
alarm-concentration = la concentration des places est de { $a }, { $b } au plus est habituel
alarm-fallback = { $a } des listes ont été suppléées, { $b } au plus est habituel
alarm-opted_out = { $a } des listes étaient pour des personnes qui refusent le personnel, { $b } au plus est habituel
alarm-reports = signalements pour 1 000 listes : { $a }, { $b } au plus est habituel
alarm-clicks = « { $a } » de « { $b } » clique { $c } fois aussi souvent que le groupe qui le fait le plus, { $d } fois au plus
alarm-purchases = « { $a } » de « { $b } » achète { $c } fois aussi souvent que le groupe qui le fait le plus, { $d } fois au plus
alarm-leakage = rien ne limite ce que les listes dévoilent de « { $thing } » : le modèle en service n’en a rien appris. Qui exploite cette boutique doit l’entraîner avec --leaning, ou bien la limite doit disparaître
incident-of-review = Un examen a trouvé que « { $thing } » demande davantage qu’un examen
incident-quiet = Ce n’est plus le cas.
deed-asked-clicks = { $thing } (personnes qui ont cliqué)
deed-asked-purchases = { $thing } (personnes qui ont acheté)
deed-tried = Ce qui a été essayé
deed-experiments = Expériences
deed-no-experiment = Aucune n’a eu cours dans cette période.
deed-uncertain = { $n ->
    [one] De { $shown } expérience, rien de certain ne peut être dit au moment de ce rapport.
   *[other] De { $shown } expériences, rien de certain ne peut être dit au moment de ce rapport.
  }

# Ce que dit une expérience.
trial-too-few = Rien n’est dit tant qu’un bras a moins de { $thing } personnes comptées.
trial-found-better-clicks = La variante est meilleure : entre { $a } et { $b } de personnes en plus cliquent.
trial-found-worse-clicks = La variante est pire : entre { $b } et { $a } de personnes en moins cliquent.
trial-found-open-clicks = On ne sait pas encore laquelle est meilleure : entre { $a } de personnes en moins et { $b } en plus cliquent.
trial-found-better-purchases = La variante est meilleure : entre { $a } et { $b } de personnes en plus achètent.
trial-found-worse-purchases = La variante est pire : entre { $b } et { $a } de personnes en moins achètent.
trial-found-open-purchases = On ne sait pas encore laquelle est meilleure : entre { $a } de personnes en moins et { $b } en plus achètent.
trial-in-points = { $thing } points

# Le rapport de transparence.
clarity-how = Comment les listes sont faites
clarity-unlearnt = Rien n’est encore appris, donc rien de personnel n’est recommandé.
clarity-sum = Un score est une somme de lignes signées, une pour chaque indice ; rien d’autre ne classe un article.
clarity-measured = Les parts sont comptées en entier sur { $n ->
    [one] la dernière liste
   *[other] les { $shown } dernières listes
  }, de { $people ->
    [one] { $people } personne
   *[other] { $people } personnes
  }.
clarity-parameters = De quoi un score est fait
clarity-data = Quelles données sont utilisées
clarity-kinds = Sortes de données
clarity-used = oui
clarity-unused = non
clarity-set = Ce que la boutique a fixé
clarity-in-force = Règles en vigueur
clarity-no-rule = Aucune règle n’est en vigueur.
clarity-paid = quelqu’un paie pour cela
clarity-promotion = mise en avant
clarity-fairness = une part équitable
clarity-variety = variété
clarity-exclusion = écarté
clarity-choices = Ce que la clientèle peut faire
clarity-can = Choix de la clientèle
clarity-lists = Listes de la période
clarity-asked = Ce qui a été demandé
clarity-calls = Appels
clarity-asked-how = Compté dans la trace du service, aussi loin qu’elle remonte. Ce qui se fait en ligne de commande n’y est pas, et les copies pour des personnes effacées depuis sont parties avec elles.
clarity-settings = Changements de ce qui demande approbation, et de ce qui alerte
clarity-record = Comment cela peut se vérifier
clarity-chain = Chaque décision est un maillon d’une chaîne de hachages. Quand ce rapport a été fait, la chaîne finissait au maillon { $a }, avec le hachage { $b }.
clarity-signed = Son état a été signé pour la dernière fois au maillon { $a }, le { $b }, par la clé { $c }.
clarity-unsigned = Son état n’a jamais été signé : qui peut écrire dans le stockage aurait pu refaire la chaîne.

# Comment un modèle est entré en service.
use-title = Le modèle en service
use-none = Il n’y en a pas encore.
use-kept = Modèle { $thing }, { $n ->
    [one] le seul qui soit conservé
   *[other] l’un des { $shown } qui sont conservés
  }. Suit la fiche écrite quand il a été ajusté.
use-unheld = Il n’a été comparé à aucun modèle antérieur en entrant en service.
use-came = Il est entré en service : { $thing }.
use-refused = Il a été refusé : { $thing }.
use-somebody = Quelqu’un
use-overridden = { $a } en a fait quand même le modèle courant, le { $b } : { $c }

# La fiche qu’écrit l’entraînement, en Markdown.
card-title = Fiche du modèle : `{ $thing }`
card-about = Des opérateurs linéaires en forme close, chacun avec ses propres lignes dans chaque score : ce qui va ensemble (plusieurs opérateurs réunis dans une matrice creuse de poids entre articles), ce qui est cliqué après quoi dans une visite, ce qui est décrit pareillement, la popularité et la tendance. Écrit par candor { $a }, format { $b }.
card-data = Données
card-customers = personnes, connues ou de passage, qui ont fait un choix
card-events = événements que le consentement admet
card-items = articles
card-weights = poids entre articles
card-unlinked = paires d’indice et d’article retirées par les réviseurs
card-newest = événement le plus récent
card-none = aucun
card-digest = empreinte de ce dont on a appris
card-parameters = Paramètres
card-all = Tous les paramètres
card-one = Paramètre
card-its-value = Valeur
card-formula = Confiance : `1 / (1 + exp(-({ $a } score { $b } ln(1 + articles qui parlent) { $c } ln(rang) { $d })))`, avec le rang avant toute règle.
card-measured = Comment il a été mesuré
card-taken-over = Il ne l’a pas été : ses paramètres et son étalonnage sont ceux du modèle `{ $thing }`, dont la fiche dit comment ils ont été choisis et comment ce modèle a été mesuré. `candor train` sans `--keep` choisit et mesure à nouveau.
card-unmeasured = Il ne l’a pas été : il y a trop peu de données pour en réserver une part.
card-hold-out = { $n ->
    [one] Les essais apprennent des événements avant { $thing } (85 % de ceux-ci) et doivent dire ce que { $shown } personne a choisi de nouveau ensuite, parmi tous les articles qu’elle n’avait pas achetés. Les paramètres ci-dessous ont été choisis sur elle, l’un après l’autre, si bien que les chiffres penchent en leur faveur ; `candor evaluate` mesure sur une part ultérieure qu’aucun choix n’a vue. Le modèle lui-même est ensuite ajusté sur tout avec les paramètres choisis.
   *[other] Les essais apprennent des événements avant { $thing } (85 % de ceux-ci) et doivent dire ce que { $shown } personnes ont choisi de nouveau ensuite, parmi tous les articles qu’elles n’avaient pas achetés. Les paramètres ci-dessous ont été choisis sur elles, l’un après l’autre, si bien que les chiffres penchent en leur faveur ; `candor evaluate` mesure sur une part ultérieure qu’aucun choix n’a vue. Le modèle lui-même est ensuite ajusté sur tout avec les paramètres choisis.
  }
card-chosen-parameters = paramètres choisis
card-most-popular = articles non vus les plus populaires
card-trials = Essais
card-trials-how = Un paramètre après l’autre, chacun avec tous les autres aux meilleures valeurs trouvées avant lui.
card-parameter = paramètre
card-value = valeur
card-confidence = Confiance
card-weighed = Un score est en log-cotes : une régression logistique régularisée a pesé les sources d’indices.
card-scaled = Un score est en log-cotes : une seule pente pour toutes les sources, dans les proportions trouvées par les essais.
card-as-given = Les scores sont tels que les paramètres les donnent.
card-tried = NDCG@20 sur la moitié dont on n’a pas appris : { $a } avec un poids propre à chaque source, { $b } avec un seul pour toutes.
card-impossible = impossible
card-bins = Appris d’une personne réservée sur deux, vérifié sur les autres, qui ont aussi eu leur mot à dire sur les paramètres ; ce qui est cliqué ensuite dans une visite est pesé par le rang seul. Classes d’effectif égal ; erreur d’étalonnage attendue { $thing }.
card-chart = La confiance et combien de fois elle s’est vérifiée
card-from = confiance de
card-to = à
card-candidates = candidats
card-mean = confiance moyenne
card-share = part choisie
card-rank = rang
card-error = erreur d’étalonnage attendue
card-ranks = { $a } à { $b }
card-use = Usage prévu
card-use-for = Classer les articles de la boutique pour une personne, ou à côté d’un article, et dire pourquoi : chaque score est une somme de lignes signées, une par indice, et les raisons montrées sont des groupes de ces lignes. L’historique ne compte qu’autant que le consentement le permet. Les segments n’entrent jamais dans un score ; ils servent à vérifier si les groupes sont servis également, pour les personnes qui le permettent (`candor evaluate`).
card-use-not = Pas prévu pour : fixer des prix selon la personne ; décider d’un crédit, d’un travail, d’un logement, d’une assurance ou de la santé ; deviner ce qu’une personne est.
card-limits = Limites
card-limit-repeats = Il répète ce que les gens ont fait. Ce qui n’a jamais été montré n’a jamais été choisi, et le modèle ne peut distinguer les deux.
card-limit-few = Un article que peu ont choisi avant l’entraînement est connu par sa description, son prix et sa catégorie ; ces indices s’effacent à mesure qu’on le choisit. Un article sans rien de tout cela ne peut figurer dans une liste que par une règle.
card-limit-causes = Les poids disent ce qui va ensemble, non ce qui cause quoi.
card-limit-frequency = La confiance est une fréquence sur des personnes comme celles qui ont été réservées ; elle dérive avec l’offre de la boutique.
card-limit-groups = L’exactitude par groupe de personnes, la variété et l’attention ne sont pas sur cette fiche : `candor evaluate` les mesure.
