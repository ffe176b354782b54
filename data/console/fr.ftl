# Les mots de la console, pour qui travaille pour une boutique. On vouvoie ; les rôles portent le nom de leur tâche.

# Ce que chaque page de la console a.
desk-console = console
desk-sign-out = Se déconnecter
desk-foot = Ce que vous faites ici est conservé avec votre nom, le moment et votre motif.
nav-start = Accueil
nav-tune = Réglages
nav-wording = Formulation
nav-policies = Politiques
nav-experiments = Expériences
nav-reviews = Examens
nav-watch = Surveillance
nav-incidents = Incidents
nav-reports = Rapports
nav-oversight = Supervision
role-marketer = marketing
role-approver = approbation
role-analyst = analyse
role-auditor = audit
role-admin = administration
role-publishable = publique
role-secret = secrète
desk-why = Motif
desk-if-you-like = (facultatif)
desk-by = par { $thing }
desk-newer = Plus récents
desk-older = Plus anciens
desk-pages = Pages
desk-of = { $a } sur { $b }
desk-page-of = Page { $a } sur { $b }
desk-range = { $a } à { $b }
desk-within = { $a } ({ $b } à { $c })
desk-show = Afficher
desk-nobody = personne
desk-log = Journal
desk-history = Historique
desk-can = Ce que vous pouvez faire
desk-cannot = Et ce que vous ne pouvez pas faire
desk-too-few = moins de { $thing } personnes
desk-not-known = inconnu
desk-which = Lesquels
desk-live = En vigueur
desk-draft = Brouillon
desk-this = Cette proposition
desk-standard = les règles standard
desk-standard-live = Les règles standard sont en vigueur.
desk-version-live = La version { $thing } est en vigueur.
desk-version = Version { $thing }
desk-drafts-by = Les brouillons sont écrits par le marketing et l’administration.
desk-chart = { $thing }, comme dans le tableau

# Se connecter.
sign-in = Se connecter
sign-title = Se connecter à la console de { $thing }
sign-people = Les personnes de la démo
sign-demo = La démo ne demande pas de clé. Elle n’est accessible que sur cette machine.
sign-key = Votre clé
sign-whose = Une clé de marketing, d’approbation, d’analyse, d’audit ou d’administration. La personne qui exploite la boutique en crée une avec
sign-ends = Vous êtes déconnecté·e après une demi-heure sans clic, et après huit heures.
sign-ended = Votre session est terminée : sa clé n’ouvre plus.
sign-out = Vous êtes déconnecté·e.
sign-no-key = Ce n’est pas une clé.
sign-shut = Cette clé n’ouvre pas : elle est inconnue, a été révoquée ou a expiré.
sign-program = Cette clé est destinée aux programmes. Les personnes se connectent avec une clé de leur propre rôle.
task-marketer = écrit des règles et les soumet
task-approver = approuve ce que d’autres ont écrit et tranche les examens
task-analyst = regarde l’effet des règles, n’en change aucune
task-auditor = regarde tout, ne change ni règle ni liste
task-admin = peut tout faire, sauf approuver ses propres règles

# La page d’accueil.
start-hello = Bienvenue, { $thing }
start-marketer = Vous écrivez des règles, voyez ce qu’elles changeraient et les soumettez. Ce qui coûte beaucoup est approuvé par quelqu’un d’autre.
start-approver = Vous approuvez ou rejetez ce que d’autres ont écrit, revenez à des règles antérieures et tranchez ce qui est à examiner.
start-analyst = Vous voyez les règles, en essayez d’autres, voyez ce qu’il en advient et faites des rapports. Vous ne changez ni règle ni liste.
start-auditor = Vous voyez tout ce qui est décidé ici, par qui et pourquoi, et faites des rapports. Vous ne changez ni règle ni liste.
start-admin = Vous pouvez tout faire ici, sauf approuver ce que vous avez écrit.
start-places = Où se trouvent les listes
start-placement = Emplacement
start-rules = Règles en vigueur
start-drafts = Brouillons
start-waiting = En attente de quelqu’un
start-scheduled = Programmés
start-experiment = Expérience
start-open = Incidents ouverts
start-version = version { $thing }
start-running = en cours
start-no-experiment = aucune
start-state = La boutique et son modèle
start-customers = clientes et clients
start-items = articles en vente
start-events = événements
start-decisions = décisions
start-model = modèle
start-learnt = appris de
start-no-model = aucun encore
start-of-events = { $n ->
    [one] { $shown } événement
   *[other] { $shown } événements
  }
start-of-customers = { $n ->
    [one] { $shown } cliente ou client
   *[other] { $shown } clientes et clients
  }
start-told = { $a } de { $b }
start-until = { $a }, jusqu’au { $b }

# Réglages.
tune-title = Régler { $thing }
tune-back = Retour à la proposition
tune-heading = Les règles de { $thing }
tune-standard = Les règles standard sont en vigueur ; personne n’en a encore mis d’autres en vigueur.
tune-changing = Vous modifiez une proposition.
tune-try = Essayez-en d’autres sur des clientes et clients, puis gardez-les comme brouillon.
tune-not-live = Rien de tout cela n’est en vigueur avant publication.
tune-rules = Règles
tune-for = Aperçu pour
tune-remove = Retirer cette règle
tune-preview = Aperçu
tune-measure = Mesurer
tune-keep-changes = Garder les modifications
tune-keep-draft = Garder comme brouillon
tune-may-try = Vous pouvez essayer des règles.
tune-what = Ce que
tune-would-see = verrait
tune-customer = quelqu’un
tune-hint = Faites glisser un article du brouillon par sa poignée pour l’épingler à une place. Au clavier : les flèches sur la poignée, Suppr pour le libérer.
tune-pin-label = Notre choix
tune-pinned = { $a } est épinglé à la place { $b }.
tune-released = { $thing } n’est plus épinglé.
tune-grip = Épingler { $a }, actuellement à la place { $b } : les flèches le déplacent, Suppr le libère

# L’aperçu d’un brouillon.
see-sampled = Une personne parmi douze, tirées par un hachage de leurs noms parmi celles dont l’historique peut être utilisé, et seulement numérotées. Vous voyez quels articles bougent et quelle règle les fait bouger, pas qui est quelqu’un ni ce que quelqu’un a fait.
see-number = Échantillon, personne { $thing }
see-live = Ce sont les règles en vigueur.
see-nothing = Ces règles ne changent rien ici ({ $thing }).
see-places = { $n ->
    [one] { $shown } place sur { $places } change.
   *[other] { $shown } places sur { $places } changent.
}
see-relaxed = Une règle ne peut pas être tenue :
see-turn = Le { $thing }, des règles commencent ou finissent : le brouillon fait alors autre chose que maintenant. Ces listes montrent l’état actuel.
see-too-few = Moins de 20 personnes ont un historique utilisable ; on pourrait donc deviner à qui est une liste : il n’y a personne pour un aperçu. Mesurer dit ce que les règles changeraient pour l’ensemble.
see-unlearnt = Rien n’a encore été appris, il n’y a donc pas de listes à prévisualiser. Les règles peuvent tout de même être écrites.
see-leaves = sort
see-new = nouveau
see-up = monte de { $thing }
see-down = descend de { $thing }
see-follows = suit ce qui a bougé au-dessus, ou une règle disparue
see-never = jamais montré : { $thing }
see-rule = une règle
see-brand = assez de cette marque
see-category = assez de cette catégorie
see-seller = assez de ce vendeur
see-room = laisse la place à d’autres
see-louder = d’autres ont maintenant plus de poids
cause-named = { $a } « { $b } »
cause-pin = épingle
cause-boost = mise en avant
cause-bury = rétrogradation
cause-group = places pour
cause-exposure = attention due à
cause-parity = pour tout le monde également :
cause-leakage = moins dévoilé de
cause-diversity = variété
cause-cap = une limite pour d’autres
cause-serendipity = place à une surprise
cause-calibration = un mélange comme le leur
cause-novelty = place à ce que peu connaissent

# Ce qu’un brouillon changerait pour beaucoup.
impact-title = { $n ->
    [one] Ce que cela changerait pour { $shown } personne
   *[other] Ce que cela changerait pour { $shown } clientes et clients
}
impact-moved = { $n ->
    [one] { $shown } place sur { $places } montrerait un autre article.
   *[other] { $shown } places sur { $places } montreraient un autre article.
}
impact-kept = Les listes gardent { $a } de leurs articles et { $b } de leur pertinence.
impact-label = Effet, mesure par mesure
impact-measure = Mesure
impact-difference = Différence, 95 %
impact-uncertain = , pas de différence certaine
impact-causes = Places déplacées par { $thing }. Une place que deux sortes de règles déplacent compte pour les deux.
impact-how = Les mêmes personnes sous les deux, choisies par un hachage de leurs noms. Une différence compte quand son intervalle est d’un seul côté de zéro. Pour l’attention, une place compte 1 / log2(1 + rang).
impact-at = Ces listes sont du { $thing }. Des règles commencent ou finissent alors, et de ces moments mesurés c’est celui où le brouillon coûte le plus.
impact-left-out = { $n ->
    [one] { $shown } autre moment où des règles commencent ou finissent n’a pas été mesuré.
   *[other] { $shown } autres moments où des règles commencent ou finissent n’ont pas été mesurés.
}
impact-price-enough = Le prix de « { $a } » se stabilise à { $b } fois la dispersion des scores d’une liste ; à ces prix, la règle obtient ce qu’elle demande.
impact-price-short = Le prix de « { $a } » se stabilise à { $b } fois la dispersion des scores d’une liste ; même à ces prix, la règle obtient moins que ce qu’elle demande.
impact-price-unknown = Trop peu de personnes pour dire ce que coûterait « { $thing } ».
impact-relevance = Pertinence attendue
impact-variety = Variété dans une liste
impact-surprise = Places qui surprennent
impact-coverage = Offre dans au moins une liste
impact-parts = Attention par catégorie et par marque
impact-part = Partie de l’offre
impact-category = Catégorie { $thing }
impact-brand = Marque { $thing }
impact-category-none = Articles sans catégorie
impact-brand-none = Articles sans marque
impact-category-others = { $n ->
    [one] { $shown } autre catégorie, et les articles sans catégorie
   *[other] { $shown } autres catégories, et les articles sans catégorie
  }
impact-brand-others = { $n ->
    [one] { $shown } autre marque, et les articles sans marque
   *[other] { $shown } autres marques, et les articles sans marque
  }
impact-attention = Attention pour { $thing }
impact-pin = épingles
impact-boost = mises en avant et rétrogradations
impact-group = places pour des groupes
impact-diversity = variété
impact-cap = limites
impact-serendipity = surprise
impact-calibration = le mélange propre à chaque personne
impact-novelty = ce que peu connaissent
impact-exposure = attention dans le temps
impact-parity = parité entre clientes et clients
impact-leakage = limites de fuite
impact-leaks = Dévoilé de { $thing }, en nats
impact-other = une autre règle
impact-follow = ce qui découle des autres

# Ce que coûte la variété.
curve-title = Ce que coûte la variété
curve-measured = Mesuré le { $a } sous { $b }, sur { $c } clientes et clients.
curve-again = Les règles ou le modèle ont changé ; une nouvelle mesure est en cours.
curve-label = Pertinence gardée selon la variété, comme dans le tableau ci-dessous. Vous êtes ici : { $thing }
curve-axis = variété dans une liste
curve-here-told = vous êtes ici : { $thing }
curve-here = vous êtes ici
curve-kind = variété { $thing }
curve-mmr = face à l’article au-dessus le plus ressemblant
curve-dpp = face à tous les articles au-dessus ensemble
curve-table = La courbe en tableau
curve-variety = Variété
curve-strength = Force
curve-kept = Pertinence gardée, 95 %
curve-within = Variété dans une liste
curve-coverage = Couverture
curve-stands = { $a } gardés, variété { $b }
curve-how = La pertinence gardée est ce qui reste des points des listes sans aucune règle ; les règles en vigueur tiennent à côté de la variété essayée. Des points ne sont pas des ventes.
curve-first = La première mesure est en cours. Regardez à nouveau dans un instant.
curve-too-few = Il y a { $thing } dont l’historique peut être utilisé ; aucune courbe n’en est donc montrée.

# Le formulaire des règles.
form-wishes = Souhaits
form-variety = Variété
form-next-to = Variété face à
form-mmr = l’article au-dessus le plus ressemblant
form-dpp = tous les articles au-dessus ensemble
form-surprises = Part de surprises
form-closeness = Proximité du mélange propre à la personne
form-novelty = Place à ce que peu connaissent
form-caps = Au plus, dans une liste (vide : pas de limite)
form-of-brand = d’une marque
form-of-category = d’une catégorie
form-of-seller = d’un vendeur
form-general = En général
form-owned = Ce qui a déjà été acheté
form-owned-out = n’est plus montré
form-owned-in = peut être montré à nouveau
form-strangers = Aux personnes inconnues
form-popular = ce que beaucoup choisissent
form-empty = rien
form-reasons = Raisons par article, au plus
form-wording = Formulation
form-tone = Ton des raisons
form-language = Langue des raisons
form-shops = comme la boutique
form-neutral = sobre
form-warm = chaleureux
form-playful = enjoué
form-en = anglais
form-de = allemand
form-fr = français
form-requests = listes
form-days = jours
form-attributes = Articles avec (nom=valeur ; …)
form-brands = de marques (… ; …)
form-categories = dans les catégories
form-sellers = de vendeurs
form-items = par identifiant
form-from = De (UTC)
form-until = Jusqu’à (UTC)
form-groups = Places pour des groupes d’articles
form-add-group = Ajouter un groupe
form-name-read = Nom, tel que la clientèle le lit
form-least = Au moins, en %
form-most = Au plus, en %
form-scope = De
form-prefix = chaque tronçon depuis le haut
form-list = la liste entière
form-priority = Priorité, la plus haute est tenue d’abord
form-tested = Ou testé avec une probabilité, en %
form-alpha = échoue au plus, en %
form-corrected = Corrigé
form-conservative = jamais au-dessus
form-nearest = au plus près
form-uncorrected = pas du tout
form-exposures = Attention pour des groupes d’articles, dans le temps
form-add-exposure = Ajouter un objectif
form-target = Attention, au moins, en %
form-over = Mesuré sur
form-which-are = qui sont
form-gain = Vitesse de réaction du prix
form-parities = Articles que des groupes voient également
form-add-parity = Ajouter une règle de parité
form-leakages = Ce qu’une liste peut dévoiler de sa cliente ou de son client
form-add-leakage = Ajouter une limite de fuite
form-nats = Au plus, en nats (0,7 double ou divise par deux les chances de deviner)
form-name = Nom
form-segment = Personnes selon le segment
form-apart = L’attention diffère d’au plus, en points
form-pins = Épingles
form-add-pin = Ajouter une épingle
form-promotion = Opération, telle que la clientèle la lit
form-item = Article, par identifiant
form-place = Place
form-paid = Payé par
form-boosts = Mises en avant et rétrogradations
form-add-boost = Ajouter une règle
form-points = Points, -10 à 10
form-exclusions = Jamais montrés
form-add-exclusion = Ajouter une exclusion
form-why = Pourquoi

# Les parties d’une politique, là où une différence les nomme.
part-number = nº { $thing }
part-none = rien
part-diversity = variété
part-diversity_mode = mode de variété
part-serendipity = surprises
part-calibration = proximité du mélange propre
part-novelty = peu connus
part-caps = limites
part-brand = marque
part-category = catégorie
part-seller = vendeur
part-groups = groupes
part-name = nom
part-members = articles visés
part-attributes = attributs
part-brands = marques
part-categories = catégories
part-sellers = vendeurs
part-items = articles
part-min_share = part minimale
part-max_share = part maximale
part-scope = portée
part-priority = priorité
part-fair_star = test
part-p = p
part-alpha = alpha
part-correction = correction
part-exposures = attention dans le temps
part-target = objectif
part-window = fenêtre
part-kind = sorte
part-length = longueur
part-gain = réaction du prix
part-parities = parités
part-segment = segment
part-difference = écart
part-leakages = limites de fuite
part-budget = limite
part-pins = épingles
part-item = article
part-position = place
part-label = libellé
part-paid_by = payé par
part-active = actif
part-from = de
part-until = jusqu’à
part-boosts = mises en avant et rétrogradations
part-points = points
part-exclusions = exclusions
part-owned = déjà achetés
part-fallback = aux personnes inconnues
part-reasons_max = raisons au plus
part-tone = ton
part-locale = langue

# Où en sont les choses.
stand-draft = brouillon
stand-previewed = brouillon mesuré
stand-submitted = soumise
stand-approved = approuvée
stand-scheduled = programmée
stand-live = en vigueur
stand-retired = remplacée
stand-rejected = rejetée
stand-withdrawn = retirée
stand-dropped = abandonnée
stand-running = en cours
stand-ended = terminée
stand-guarded = arrêtée par son garde-fou
stand-overtaken = dépassée
stand-open = ouvert
stand-resolved = résolu

# Propositions.
plans-title = Politiques de { $thing }
plans-story = Un changement passe de brouillon à mesuré, soumis, approuvé là où il le faut, puis en vigueur.
plans-write = Écrire un brouillon
plans-all = Propositions
plans-state = État
plans-any = tous
plans-nothing = Rien n’est dans cet état.
plans-empty = Personne n’a encore rien proposé ici.
plans-proposal = Proposition
plans-by = Par
plans-last = Dernier motif
plans-of = Du { $thing }
plans-needs = approbation requise
plans-you = (vous)
plans-back = Revenir
plans-no-earlier = Il n’y a pas de version antérieure à laquelle revenir.
plans-not-you = L’approbation ou l’administration peuvent remettre en vigueur les règles d’une version antérieure.
plans-return = Remet aussitôt en vigueur les règles d’une version antérieure, comme nouvelle version qui nomme celle à laquelle elle revient.
plans-version = Version
plans-go-back = Y revenir
plan-title = Une proposition pour { $thing }
plan-heading = Une proposition de { $thing }
plan-changes = Ce qu’elle change
plan-nothing = Rien par rapport à la version { $thing }.
plan-rule = Règle
plan-standard = Règles standard
plan-this = Celle-ci
plan-impact = Ce que cela ferait
plan-measured = Mesuré le { $a }, par rapport à la version { $b }.
plan-unmeasurable = Rien n’a pu être mesuré alors.
plan-unmeasured = Pas encore mesuré. La mesure est faite au plus tard à la soumission.
plan-checks = Ce à quoi elle a été confrontée
plan-needs = Approbation requise : { $thing }
plan-heard = Comment les raisons se liraient
plan-may-nothing = Rien pour le moment.
plan-when = Quand, en UTC
plan-now = (vide : maintenant)
plan-created = Gardé comme brouillon. Rien n’est encore en vigueur : mesurez-le, puis soumettez-le.
plan-edited = Modifiée. C’est à nouveau un brouillon.
plan-previewed = Mesurée.
plan-submitted = Soumise.
plan-approved = Approuvée. Elle n’est pas en vigueur avant publication.
plan-rejected = Rejetée. La personne qui l’a écrite peut la modifier et la soumettre à nouveau.
plan-withdrawn = Retirée.
plan-scheduled = Programmée. Elle entre en vigueur d’elle-même à son heure.
plan-published = En vigueur : la prochaine liste suit ces règles.
plan-rolled_back = En vigueur : la prochaine liste suit à nouveau les règles antérieures.
next-draft = En cours d’écriture. Ensuite : la mesurer et la soumettre.
next-previewed = Écrite et mesurée. Ensuite : la soumettre.
next-needs = Un seuil est atteint, quelqu’un d’autre doit donc l’approuver.
next-submitted = Aucun seuil n’est atteint : la personne qui l’a écrite peut la publier.
next-approved = Approuvée. Ensuite : la publier, maintenant ou à un moment choisi.
next-due = Entre en vigueur d’elle-même le { $thing }.
next-scheduled = Entre en vigueur d’elle-même.
next-live = Version { $thing }, en vigueur maintenant.
next-retired = Était la version { $thing } ; une version ultérieure est en vigueur.
next-withdrawn = Retirée pour de bon.
step-edit = Modifier les règles
step-preview = Mesurer
step-submit = Soumettre
step-approve = Approuver
step-reject = Rejeter
step-publish = Publier
step-withdraw = Retirer
step-delete = Supprimer
done-created = Écrite
done-edited = Modifiée
done-previewed = Mesurée
done-submitted = Soumise
done-approved = Approuvée
done-rejected = Rejetée
done-withdrawn = Retirée
done-scheduled = Programmée
done-published = Publiée
done-imposed = Imposée, sans approbation
done-rolled_back = Règles antérieures remises en vigueur
done-lapsed = Pas mise en vigueur : une autre politique s’était interposée
done-as = comme version { $thing }
done-for = pour le { $thing }
threshold-exclusion = Écarte des articles
threshold-exposure = Retire de l’attention à un groupe
threshold-relevance = Coûte de la pertinence
threshold-sensitive = Vise un genre d’articles sensible
threshold-sponsored = Quelqu’un paie pour cela
threshold-wording = Change la formulation des raisons
threshold-unmeasured = N’a pas été mesuré sur assez de personnes

# La file d’examen.
reviews-title = File d’examen
reviews-story = Ce que la clientèle a signalé, ce qui a été montré avec peu de confiance ou est d’un genre sensible, et un échantillon de chaque semaine que tout le monde peut tirer à nouveau.
reviews-figures = À quelle fréquence on est d’accord
reviews-entries = Entrées
reviews-open = ce qui est ouvert
reviews-decided = ce qui est tranché
reviews-both = les deux
reviews-because = à cause de
reviews-anything = tout
reviews-nothing-open = Rien n’attend d’être regardé.
reviews-nothing = Il n’y a pas de telle entrée.
reviews-item = Article
reviews-where = Où
reviews-when = Quand
reviews-verdict = Tranché
reviews-closed = Ce qui a été dit à la personne n’est montré qu’à l’approbation, à l’audit et à l’administration.
reviews-later = Entrées suivantes
reviews-out = Écartés en ce moment
reviews-none-out = Aucun examen n’écarte quoi que ce soit.
reviews-of = De
reviews-since = Depuis
reviews-everywhere = partout
verdict-fine = Rien à redire
verdict-suppress_here = Écarter ici
verdict-suppress_everywhere = Écarter partout
verdict-wrong_reason = Mauvaise raison
verdict-incident = Incident
meaning-fine = Il n’y a rien à y redire.
meaning-suppress_here = Cet article n’est plus montré à personne dans cet emplacement.
meaning-suppress_everywhere = Cet article n’est plus montré à personne, dans aucun emplacement.
meaning-wrong_reason = L’article convient, ce qui en a été dit non. Ce que la phrase cite ne compte plus pour cet article dès le prochain entraînement.
meaning-incident = Quelque chose a mal tourné et demande davantage.
review-title = Examen de { $thing }
review-story = { $a }, { $b }.
review-shown = { $a }, { $b }, montré dans { $c }.
review-told = Ce qui a été dit à la personne
review-unknown = La liste qui le montrait n’est pas connue, ou a été oubliée.
review-silent = Rien n’en a été dit.
review-share = { $thing } de ce qui parle pour lui
review-who = L’identité de la personne reste dans le stockage ; l’entrée disparaît quand la personne est effacée.
review-undecided = Personne n’a encore rien tranché.
review-undo = Annuler
review-decide = Trancher
review-may-not = Vous ne tranchez rien ici : { $thing }.
review-undo-story = Ce que la décision écarte peut être montré à nouveau, ce qu’elle a retiré est appris à nouveau au prochain entraînement, et l’entrée est ouverte. L’historique garde les deux.
review-unlinked = { $n ->
    [one] Dès le prochain entraînement, ceci ne compte plus pour l’article :
   *[other] Dès le prochain entraînement, ces { $shown } ne comptent plus pour l’article :
}
review-cites = Ce qu’elle cite
review-wrong = Pour une mauvaise raison : quelle phrase
review-wrong-all = toutes
review-undo-it = Annuler la décision
review-what = Ce que vous tranchez
review-decided = Tranché. Ce qui est écarté l’est dès la prochaine liste.
review-undone = Annulé. L’entrée est à nouveau ouverte.
review-was-undone = Annulé
figures-story = Parmi les entrées tranchées, la part jugée correcte, avec son intervalle à 95 %. Plus on tranche, plus il est étroit.
figures-nothing = Rien n’est encore tranché.
figures-fine = Jugées correctes
figures-all = toutes les entrées
figures-source = Selon la raison de l’examen
figures-placement = Par emplacement
figures-reviewer = Selon qui a tranché
figures-chart = { $thing } : la part jugée correcte
figures-weeks = Semaine par semaine
figures-week = Semaine du
figures-week-chart = La part jugée correcte, par semaine
figures-by-whom = Combien chaque personne a jugé correctes
figures-weeks-means = Selon la semaine, à partir du lundi en UTC, où fut prise la décision en vigueur. Qui juge bien moins d’entrées correctes que les autres en lit d’autres, ou les lit autrement : les motifs donnés disent lequel des deux.

# La surveillance.
watch-title = Surveillance de { $thing }
watch-heading = Ce que { $thing } montre, et ce qui en advient
watch-story = { $n ->
    [one] { $shown } liste
   *[other] { $shown } listes
} entre { $from } et { $to }, le compte étant refait pour cette page. Rien n’est dit de moins de { $least } personnes ; on ne compare que qui a choisi d’être compté.
watch-last = Les derniers
watch-days = jours
watch-span = { $n ->
    [one] { $shown } jour
   *[other] { $shown } jours
}
watch-few = Moins de { $thing } personnes ont vu des listes dans cette fenêtre ; rien n’est donc dit qui parle d’elles.
watch-unreadable = { $n ->
    [one] { $shown } entrée du journal n’a pas pu être lue et n’est comptée nulle part.
   *[other] { $shown } entrées du journal n’ont pas pu être lues et ne sont comptées nulle part.
}
watch-alarming = Ce qui alerte
watch-no-alarm = Rien ne franchit de seuil.
watch-incident = Son incident
watch-becomes = Cela devient un incident au prochain passage du service, dans les dix minutes, sauf si quelqu’un l’a déjà résolu.
watch-here-only = Dans cette fenêtre seulement : les incidents découlent de celle nommée ci-dessous.
watch-limits = { $n ->
    [one] Les incidents découlent d’une fenêtre de { $shown } jour.
   *[other] Les incidents découlent d’une fenêtre de { $shown } jours.
  }
watch-limits-lists = { $n ->
    [one] Hormis les rapports entre groupes de personnes et les limites de fuite, rien n’alerte avant { $shown } liste.
   *[other] Hormis les rapports entre groupes de personnes et les limites de fuite, rien n’alerte avant { $shown } listes.
  } Les seuils sont des réglages de la supervision, que l’administration change avec un motif.
watch-glance = En un coup d’œil
watch-mark = Le trait vertical indique où une part alerte.
watch-figure = Indicateur
watch-now = Maintenant
watch-alarms = Alerte
watch-over = alerte
watch-groups = Qui cela atteint
watch-groups-story = Parmi les personnes qui ont choisi d’être comptées : qui a cliqué et qui a acheté quelque chose de la première liste de la fenêtre, dans la journée, face au groupe qui le fait le plus. L’intervalle tient aussi souvent que vous regardiez. Sous 0,8, quatre cinquièmes, un regard s’impose ; une alerte demande que tout l’intervalle y soit.
watch-groups-off = Parmi les personnes qui ont choisi d’être comptées : qui a cliqué et qui a acheté quelque chose de la première liste de la fenêtre, dans la journée, face au groupe qui le fait le plus. L’intervalle tient aussi souvent que vous regardiez. Sous 0,8, quatre cinquièmes, un regard s’impose ; une alerte demanderait que tout l’intervalle y soit, et est désactivée.
watch-nobody = Aucune personne qui peut être comptée n’a vu de liste, ou aucune première liste n’a encore un jour.
watch-all-withheld = { $n ->
    [one] Son seul groupe a
   *[other] Chacun de ses { $shown } groupes a
} moins de { $least } personnes qui peuvent être comptées ; rien n’en est donc dit.
watch-clicks = Clics
watch-purchases = Achats
watch-group = Groupe
watch-people = Personnes
watch-clicked = Cliqué
watch-bought = Acheté
watch-withheld = { $n ->
    [one] { $shown } autre groupe a moins de { $least } personnes qui peuvent être comptées ; rien n’en est donc dit.
   *[other] { $shown } autres groupes ont moins de { $least } personnes qui peuvent être comptées ; rien n’en est donc dit.
}
watch-items = Ce qui est montré
watch-items-story = L’attention compte chaque place par 1 / log2(1 + rang) : la première le plus, la dixième 0,29 de celle-ci. Cliqué et acheté sont des parts des places dont l’issue peut être comptée, dans la journée qui suit la liste.
watch-nothing-shown = Rien n’a été montré dans cette fenêtre.
watch-attention = Attention
watch-places-clicked = Places cliquées
watch-places-bought = Places achetées
watch-fewer = Moins de { $thing } personnes en ont vu.
watch-places = Places
watch-shown-few = Montrés à moins de { $a } personnes, avec leurs places : { $b }.
watch-shown-none = Montrés à personne : { $thing }.
watch-left-out = { $n ->
    [one] { $shown } autre
   *[other] { $shown } autres ensemble
}
watch-speed = À quelle vitesse
watch-speed-story = Dans les { $minutes } dernières minutes, ce processus a fait { $n ->
    [one] { $shown } liste
   *[other] { $shown } listes
}. Cela n’alerte pas ici : chaque processus ne connaît que ses propres listes.
watch-hour = De la dernière heure
watch-took = ont pris au plus
watch-no-speed = Ce processus n’a fait aucune liste dans la dernière heure.
watch-half = la moitié des listes
watch-most = 99 listes sur 100
watch-speed-chart = Combien de temps les listes ont pris au plus
watch-by = Par { $thing }
watch-ratio-chart = { $a } par { $b }, face au groupe au taux le plus élevé
watch-sample = { $thing }, un échantillon
watch-or-more = { $thing } ou plus
watch-below = certainement sous quatre cinquièmes
watch-maybe-below = sous quatre cinquièmes, sans certitude
watch-not-below = certainement pas sous quatre cinquièmes
watch-maybe-not-below = pas sous quatre cinquièmes, sans certitude
watch-share-attention = { $thing } : la part d’attention
watch-share-clicked = { $thing } : la part des places cliquées
watch-share-bought = { $thing } : la part des places achetées
kind-rule = Selon les groupes des règles
kind-category = Par catégorie
kind-brand = Par marque
kind-seller = Par vendeur
kind-payer = Selon qui paie des places
glance-chart = Parts de la fenêtre
glance-personal = Personnelles
glance-personal-means = Listes qui reposent sur quelque chose de propre à la personne.
glance-fallback = Suppléées
glance-fallback-means = Listes où du populaire a dû suppléer, faute de quoi que ce soit de personnel ou de permis.
glance-opted_out = Refusées
glance-opted_out-means = Listes pour des personnes qui ne veulent rien de personnel. S’il y en a davantage : demandez ce qui gêne.
glance-coverage = Offre montrée
glance-coverage-means = Articles en vente présents dans au moins une liste. Ce qui n’est jamais montré n’est jamais acheté.
glance-concentration = Concentration
glance-concentration-means = 0 % : tous les articles en vente ont autant de places. Près de 100 % : peu les ont toutes (Gini).
glance-drift = Parti ailleurs
glance-drift-means = Attention passée à d’autres catégories que dans la fenêtre précédente.
glance-gone = Disparus
glance-gone-means = Places d’articles qui ne sont plus en vente.
glance-reports = Signalements
glance-reports-means = Recommandations signalées par la clientèle. Chacune est dans la file d’examen.
glance-reports-limit = plus de { $thing } pour 1 000 listes
glance-unplaced = Signalements sans liste
glance-unplaced-means = Signalements qui ne citent aucune liste connue, si bien que personne ne peut dire où l’article a été montré. Ils concernent toute la boutique et sont aussi dans la file d’examen.
glance-confidence = Confiance, moyenne
glance-confidence-means = La probabilité que ce qui est montré soit suivi, selon le modèle. Pour la fenêtre précédente, c’est le chiffre ci-dessous.
glance-before = Confiance avant
glance-before-means = Une baisse dit que le modèle connaît moins bien sa clientèle : regardez quand il a été entraîné.
glance-never = jamais
glance-above = au-dessus de { $thing }
glance-under = sous { $thing }
glance-no-list = aucune liste
glance-no-before = rien à comparer

# Incidents.
incidents-title = Incidents
incidents-story = Ce qui a mal tourné, qui s’en occupe et ce qui a été fait. Une alerte de la surveillance en ouvre un d’elle-même, une fois, aussi souvent qu’elle soit vue ; de même un examen avec ce verdict, et quiconque a vu quelque chose.
incidents-what = Ce qui s’est passé
incidents-owner = Responsable
incidents-opened = Ouvert
incidents-last = Dernier mot
incidents-resolved = Résolus
incidents-from = origine : { $thing }
incidents-open = Ouverts
incidents-none-open = Rien n’est ouvert.
incidents-none-resolved = Rien n’a encore été résolu.
incidents-saw = Quelque chose que vous avez vu
incidents-few-words = Ce qui s’est passé, en quelques mots
incidents-no-place = dans aucun emplacement précis
incidents-how = Comment vous le savez
incidents-no-names = (sans aucun nom : un effacement ne l’atteint pas)
incidents-open-it = Ouvrir un incident
incidents-opened-by = Les incidents sont ouverts par le marketing, l’approbation et l’administration.
from-alarm = une alerte de la surveillance
from-review = un examen
from-person = quelqu’un l’a vu
incident-title = Incident : { $thing }
incident-owned = { $thing } s’en occupe.
incident-unowned = Personne ne s’en occupe encore.
incident-about = De quoi il s’agit
incident-comes = vient de
incident-where = où
incident-watch = la surveillance de { $thing }
incident-owner = responsable
incident-log = Les lignes sont ajoutées, jamais modifiées. Ne nommez ici personne de la clientèle : un effacement n’atteint pas le journal.
incident-nothing = Rien ici : { $thing }.
incident-to = À qui, par le nom de sa clé
incident-take = S’en charger
incident-why-you = Pourquoi vous
incident-note = Le noter
incident-found = Ce qui a été fait ou trouvé
incident-resolve = Le résoudre
incident-became = Ce qu’il en est advenu
incident-reopen = Le rouvrir
incident-not-over = Pourquoi ce n’est pas fini
incident-else = Le confier à quelqu’un d’autre
incident-give = Le confier
incident-why-them = Pourquoi cette personne
incident-opened = Ouvert. Personne ne s’en occupe encore.
incident-assigned = Confié. Son journal dit à qui et pourquoi.
incident-noted = Noté dans son journal.
incident-resolved = Résolu. Si l’alerte cesse et revient, un autre incident est ouvert.
incident-reopened = À nouveau ouvert.
incident-the-watch = la surveillance
incident-given-to = à { $thing }
incident-taken = Pris en charge
handled-opened = Ouvert
handled-assigned = Confié
handled-noted = Noté
handled-resolved = Résolu
handled-reopened = Rouvert
handled-quiet = À nouveau calme
handled-back = De retour

# Expériences.
trials-story = Une partie de la clientèle voit autre chose, et l’on compare ce qui en advient : d’autres règles, ou des listes sans raisons. Seules participent les personnes qui ont choisi d’être comptées ; chacune voit chaque fois le même bras.
trials-plan = En planifier une
trials-all = Ce qui est en cours, ce qui est prévu, ce qui est terminé
trials-none = Rien n’a encore été essayé.
trials-question = Question
trials-tried = Essayé
trials-decided-by = Décidé par
trials-rules = d’autres règles
trials-hidden = des listes sans raisons
outcome-clicks = personnes qui cliquent
outcome-purchases = personnes qui achètent
trial-who = Qui voit quoi dans { $thing }
trial-arm = Bras
trial-sees = Voit
trial-share = Part
trial-count = Personnes comptées
trial-how = Participent les personnes qui ont choisi des listes personnelles et d’être comptées ; jamais les personnes de passage ni les autres. Le bras de chacune découle d’un hachage de cette expérience et de son nom : il est le même chaque fois et dans chaque processus, n’est gardé nulle part, et une autre expérience répartit à nouveau. Chaque personne compte une fois, par sa première liste, un jour après.
trial-changes = Ce que change la variante
trial-proposal = La proposition
trial-same = Rien : ses règles sont celles du témoin.
trial-control = Témoin
trial-treatment = Variante
trial-rails = Garde-fous
trial-looks = Le service regarde toutes les dix minutes.
trial-rails-stand = Ils tiennent dès le début.
trial-decides = décide
trial-points = En points. La variante est meilleure ou pire dès que tout l’intervalle est d’un côté de zéro.
trial-share-of = Part des personnes
trial-certainly = Certainement entre
trial-nothing = Rien.
trial-nothing-over = Rien : elle est terminée.
trial-begin = La commencer
trial-drop = L’abandonner
trial-end = La terminer
trial-drafted = Gardée comme brouillon. Aucune liste ne change avant que l’approbation la commence.
trial-begun = En cours : les prochaines listes sont celles des bras.
trial-stopped = C’est fait. Toutes les listes suivent les règles en vigueur.
trial-planned = { $n ->
    [one] Prévue pour { $shown } jour. Ensuite : l’approbation la commence.
   *[other] Prévue pour { $shown } jours. Ensuite : l’approbation la commence.
}
trial-given-up = Abandonnée avant son début.
trial-day = Jour { $a } sur { $b }. Elle se termine d’elle-même le { $c }, ou plus tôt par ses garde-fous.
trial-ended-on = Terminée le { $thing }.
trial-guarded-on = Son garde-fou l’a arrêtée le { $thing } : la variante a certainement nui.
trial-overtaken = Elle s’est terminée tôt : ce qui était comparé n’est plus ce qu’il était. Son journal dit pourquoi.
trial-untried = Rien n’a été essayé
trial-few-yet = Encore trop peu de personnes
trial-undecided = Pas encore tranché
trial-never = Cela n’a jamais été tranché
trial-better = La variante est meilleure
trial-worse = La variante est pire
trial-look-often = Regardez aussi souvent que vous voulez : les intervalles tiennent à chaque regard et se resserrent à mesure que des personnes arrivent.
trial-unseen = Une différence peut exister tout de même : elle n’a pas été vue avec autant de personnes.
trial-not-by-itself = Rien n’entre en vigueur de soi-même : publier la proposition est une étape à part, et met fin à l’expérience.
trial-ask-why = Là où les raisons sont cachées, plus de personnes font ce qui compte. Demandez pourquoi avant que quelqu’un le souhaite : les raisons servent aussi l’équité.
trial-end-it = Les listes de toutes les autres personnes restent comme elles sont. Terminez-la, si un garde-fou ne l’a pas fait.
trial-sees-live = Les règles en vigueur, comme tout le monde.
trial-sees-standard = Les règles standard, comme tout le monde.
trial-sees-version = Version { $thing }, les règles en vigueur à son début, comme tout le monde.
trial-sees-proposal = Les règles de la proposition.
trial-sees-hidden = Des listes sans raisons. Ce qui révèle que quelqu’un paie, ou pourquoi un article a été placé, est dit tout de même, et « pourquoi ceci ? » répond à tout le monde.
trial-fall = Elle se termine d’elle-même dès que les clics ou achats de la variante sont certainement de plus de { $thing } inférieurs à ceux du témoin.
trial-fall-none = Elle se termine d’elle-même dès que les clics ou achats de la variante sont certainement inférieurs à ceux du témoin.
trial-rates-chart = La part dans les deux bras : { $thing }
trial-difference-chart = La différence, en points : { $thing }
trial-difference = Différence
trial-difference-points = Différence, en points
trial-rail-holds = Tient : la part de la variante peut atteindre { $a }, le garde-fou est à { $b }.
trial-rail-crossed = Franchi : la part de la variante peut atteindre { $a }, le garde-fou est à { $b }.
trial-did-draft = Rédigée
trial-did-dropped = Abandonnée
trial-did-running = Commencée
trial-did-ended = Terminée
trial-did-guarded = Arrêtée par son garde-fou
trial-did-overtaken = Dépassée
trial-the-service = le service
plan-trial = Planifier une expérience
plan-trial-in = Planifier une expérience dans { $thing }
plan-trial-story = Dites d’avance ce qu’il s’agit de découvrir et ce qui décide. Elle est gardée comme brouillon ; l’approbation la commence.
plan-trial-where = Dans
plan-trial-choose = Choisir
plan-trial-question = Ce qu’il s’agit de découvrir
plan-trial-example = Plus de personnes cliquent-elles quand la liste est plus variée ?
plan-trial-instead = Ce qu’une partie voit au lieu de la liste en vigueur
plan-trial-by = Les règles d’une proposition de { $a } ({ $b })
plan-trial-hidden = Des listes sans raisons
plan-trial-told = Ce qui révèle que quelqu’un paie est dit tout de même, et « pourquoi ceci ? » répond à tout le monde.
plan-trial-none = Il n’y a pas de proposition à essayer dans { $thing } : écrivez-en une dans
plan-trial-approve = Elle doit être approuvée avant que l’expérience commence.
plan-trial-approved = Une proposition doit être approuvée avant que l’expérience commence.
plan-trial-decides = Ce qui décide
plan-trial-clicks = Personnes qui cliquent sur un article de leur première liste
plan-trial-purchases = Personnes qui en achètent un
plan-trial-share = Combien des personnes participantes le voient, en pour cent
plan-trial-days = Pendant combien de jours
plan-trial-fall = Garde-fou : la baisse de clics ou d’achats tolérée, en pour cent de ceux du témoin
plan-trial-who = Les expériences sont planifiées par le marketing, l’approbation et l’administration.
plan-trial-seen = Ce qui peut se voir
plan-trial-from = Si { $thing } du témoin font ce qui compte, la variante est certainement meilleure à partir de cette part :
plan-trial-each = Personnes dans chaque bras
plan-trial-small = Chaque personne compte une fois, par sa première liste, un jour après. Une petite boutique ne voit donc que de grandes différences ; une expérience plus longue en voit de plus petites.
plan-trial-no-difference = aucune différence

# Formulation.
voice-title = Formulation de { $thing }
voice-heading = Comment parlent les raisons dans { $thing }
voice-story = Ce que dit une raison ne dépend jamais de sa formulation. Une autre suit le chemin de toute règle : un brouillon, l’approbation de quelqu’un d’autre, et seulement ensuite la prochaine liste.
voice-shop = Ce qui n’est pas choisi est celui de la boutique : { $thing }. Une langue demandée par une requête, ou choisie par une personne, passe avant.
voice-propose = Proposer cela
voice-may-try = Vous pouvez essayer des formulations.
voice-read = Comment elles se lisent
voice-manner = { $a }, en { $b }
heard-sides = { $a } : { $b }. { $c } : { $d }.
heard-live = C’est la formulation en vigueur : { $thing }.
heard-lists = Raisons des listes que { $a } clientes et clients recevraient maintenant, tirés par un hachage de leurs noms et supposés ne demander aucune langue. Une phrase n’est ici que si au moins { $b } personnes ont choisi chaque chose dont elle parle ; elle ne révèle donc personne.
heard-few = Moins de { $thing } personnes ont un historique utilisable, ou rien n’a encore été appris ; aucune liste ne peut donc être lue : tous les exemples ont des noms inventés.
heard-hard = Leur difficulté de lecture
heard-all = Toutes les phrases de ces listes
heard-scales = L’anglais est mesuré par niveau scolaire (Flesch et Kincaid), l’allemand et le français par LIX (Björnsson), les noms comptés tels quels. L’un et l’autre jugent grossièrement une phrase seule : c’est l’ensemble qui compte.
heard-unsaid = { $n ->
    [one] Ce qu’aucune de ces listes ne dit : { $shown } genre de raison
   *[other] Ce qu’aucune de ces listes ne dit : { $shown } genres de raisons
}
heard-made-up = noms inventés
heard-often = { $n ->
    [one] { $shown } raison sur { $all }
   *[other] { $shown } raisons sur { $all }
}
heard-reads = { $n ->
    [one] { $shown } mot, { $hard }
   *[other] { $shown } mots, { $hard }
}
heard-grade = niveau { $thing }
heard-whole = Difficulté de lecture de l’ensemble
heard-easy = Phrases faciles
heard-words = Mots par phrase
heard-words-told = { $a }, au plus { $b }
heard-easy-told = { $a }, jusqu’à { $b }

# Rapports.
reports-story = Ce qui a été montré sur une période et ce qui en est advenu, compté dans le journal des décisions quand le rapport est fait. Un rapport reste tel qu’il a été fait, dans la langue où il a été fait.
reports-make = En faire un
reports-report = Rapport
reports-month = Mois
reports-so-far = { $thing }, jusqu’ici
reports-since = ou de ce jour
reports-until = à celui-ci
reports-make-it = Le faire
reports-before = Faits auparavant
reports-none = Il n’y a pas encore de rapport.
reports-language = Langue
reports-span = Période
reports-made = Fait
reports-earlier = Rapports précédents
report-fairness = Audit d’équité
report-transparency = Rapport de transparence
report-model = Fiche du modèle
report-campaign = Bilan d’opérations
report-of = De { $a }, du { $b } au { $c }.
report-html = Enregistrer comme page
report-csv = Enregistrer comme tableau
report-json = Enregistrer pour des programmes
report-stands = Sur quoi repose ce rapport
report-span = période, en UTC
report-made = fait
report-command = { $thing }, en ligne de commande
report-by = { $a }, par { $b }
report-policy = règles en vigueur
report-model-used = modèle
report-log = fin du journal des décisions
report-link = maillon { $a }, { $b }
report-language = langue
report-at-least = au moins { $thing }
report-people = { $n ->
    [one] { $shown } personne
   *[other] { $shown } personnes
  }
report-mark = La marque : { $thing }.
report-checked = Qui a le lot signé de la boutique peut vérifier ce rapport sur le journal des décisions avec

# Ce que le service refuse, et pourquoi.
refused-state = ce n’est plus possible, ou pas encore ; état : { $c }
refused-role = réservé à : { $thing }
refused-role-approver = l’approbation ou l’administration
refused-role-admin = l’administration
refused-role-author = le marketing ou l’administration
refused-role-handler = le marketing, l’approbation ou l’administration
refused-yours = seule la personne qui l’a écrit, « { $thing } », peut le faire
refused-own = personne n’approuve ni ne rejette sa propre proposition ; demandez à une autre personne, ou retirez-la
refused-own-wish = personne n’approuve des réglages qu’il souhaite lui-même ; demandez à un autre approbateur ou administrateur, ou retirez-les
refused-new-key = une même personne connaît depuis moins de { $b } jours votre clé et celle de { $a }, qui demande ceci ; une autre personne l’approuve, ou vous après ce délai
refused-reason = le motif doit avoir de 1 à { $thing } caractères
refused-title = un titre, une question et un nom doivent avoir de 1 à { $thing } caractères
refused-range = « { $a } » doit être entre { $b } et { $c }
refused-running = une expérience est déjà en cours dans cet emplacement ; terminez-la d’abord
refused-approval = cela demande l’approbation de quelqu’un d’autre
refused-outdated = la version { $b } est en vigueur, et ceci a été mesuré par rapport à la version { $a } ; soumettez-le à nouveau, ou faites-le approuver
refused-past = le moment est déjà passé ; laissez-le vide pour publier maintenant
refused-not-due = le moment n’est pas venu
refused-no-placement = l’entrée ne nomme aucun emplacement ; écartez plutôt partout
refused-sentences = une phrase n’est nommée que pour une mauvaise raison
refused-uncited = la phrase n’est pas de l’entrée, ou ne cite rien qui puisse être retiré
refused-nothing-before = il n’y a pas de version antérieure à laquelle revenir
refused-unknown = il n’y a pas de proposition « { $thing } »
rules-refused = Les règles ne peuvent pas être enregistrées : { $thing }.
rules-range = « { $a } » doit être entre { $b } et { $c }, pas { $d }
rules-empty = « { $thing } » ne doit pas être vide
rules-many = « { $a } » a { $b } règles, { $c } au plus sont gardées
rules-impossible = { $thing } ne peuvent pas tenir ensemble : aucune liste ne le fait ; changez-en ou retirez-en une
rules-squeezed = dans { $thing }, le minimum dépasse le maximum ; changez l’un des deux
rules-schedule = « { $thing } » finit avant de commencer
rules-fair = « { $thing } » fixe lui-même le minimum de chaque tronçon : laissez le minimum à 0 et la portée à chaque tronçon
rules-pins = les épingles { $a } et { $b } veulent la même chose
rules-segments = les limites de fuite { $a } et { $b } sont du même segment ; donnez-en une seule à chacun
rules-unlearnt = Le modèle n’a pas appris ce qui penche vers quel groupe de « { $thing } » : qui exploite cette boutique doit l’entraîner avec --leaning, et assez de personnes doivent laisser mesurer l’équité.
rules-names = deux règles de « { $thing } » ont le même nom ; donnez-en un propre à chacune
rules-value = Les règles ne peuvent pas être lues : « { $a } » ne peut pas être « { $b } ». Revenez en arrière et changez cela.
rules-unread = Les règles ne peuvent pas être lues. Revenez en arrière et changez-les.
rules-same = Ce sont les règles en vigueur, il n’y a donc rien à garder. Revenez en arrière et changez quelque chose.

# Ce qui a mal tourné.
fault-here = Pas ici
fault-signed-out = Pas de session
fault-you = Pas pour vous
fault-yet = Plus maintenant, ou pas encore
fault-like = Pas ainsi
fault-now = Pas maintenant
fault-way-on = Vers la page d’accueil
fault-page = Cette page n’existe pas, ou ce dont elle parlait a disparu.
fault-form = Il manque quelque chose au formulaire, ou il contient ce que cette page n’offre pas ; revenez en arrière et choisissez à nouveau.
fault-address = L’adresse contient quelque chose que cette page ne connaît pas ; ouvrez la page par son lien.
fault-outside = Ce changement ne venait pas d’une page de la console, il n’a donc pas été fait.
fault-unlearnt = Rien n’a encore été appris, ou le modèle est inutilisable. Réessayez bientôt.
fault-changed = Quelqu’un l’a modifié depuis votre lecture, cela n’a donc pas été fait. Regardez à nouveau la page.
fault-full = { $thing } articles sont déjà écartés ; annulez des examens, ou excluez les articles par une politique.
fault-full-of-pairs = { $thing } paires d’articles sont déjà retirées ; annulez des examens qui ont trouvé une mauvaise raison.
fault-ours = Quelque chose a mal tourné de notre côté.
fault-busy = Il y a trop de monde en ce moment. Réessayez dans un instant.
fault-late = Cela a pris trop de temps, nous avons donc arrêté. Ce que vous avez envoyé a pu être gardé tout de même.
fault-large = C’était trop à la fois.
fault-way = Cette page ne peut pas être appelée ainsi.
fault-role = Votre clé ne le permet pas.
fault-report = Le marketing lit les bilans d’opérations ; les autres rapports sont pour qui contrôle.
fault-unsigned = Aucune clé ne signe ici, il n’y a donc pas de fichier.
fault-signed-off = Votre session est terminée, cela n’a donc pas été fait. Connectez-vous et réessayez.
fault-often = C’était trop souvent en trop peu de temps. Réessayez dans { $thing } s.
span-month = Un mois est une année et un mois, comme 2026-06.
span-half = Remplissez les deux jours, ou choisissez un mois.
span-length = Le dernier jour doit suivre le premier, de { $thing } jours au plus.
span-future = La période n’a pas encore commencé.

# Ce que signifie chaque code de raison.
code-HIS-BOUGHT = Quelque chose que la personne a acheté.
code-HIS-VIEWED = Quelque chose que la personne a regardé.
code-HIS-RATED = Quelque chose que la personne a bien noté ou aimé.
code-HIS-CART = Quelque chose que la personne a mis au panier.
code-HIS-SAVED = Quelque chose que la personne a enregistré.
code-HIS-GROUP = Plusieurs choses qui partagent une catégorie, une marque, une série ou un mot de leur nom.
code-HIS-OTHER = Le reste de l’historique de la personne, dit en une fois.
code-HIS-NEGATIVE = Quelque chose que la personne a rejeté.
code-HIS-REORDER = Le rythme propre à la personne pour cet article.
code-CMP-COMPLEMENT = Quelque chose qui s’achète souvent avec ce que la personne a acheté.
code-CMP-SET = Une autre pièce d’une série dont la personne a des pièces.
code-ATT-BRAND = Une marque vers laquelle la personne s’est tournée.
code-ATT-CATEGORY = Une catégorie vers laquelle la personne s’est tournée.
code-ATT-ATTRIBUTE = Autre chose dans la description : un attribut, ou des mots du titre.
code-ATT-PRICE = Un prix comme ceux des choses vers lesquelles la personne s’est tournée.
code-ATT-STATED = Une préférence que la personne a dite à la boutique.
code-SOC-PEERS = Ce qui va ensemble pour des personnes de même goût.
code-SOC-POPULAR = Combien le choisissent dans cette boutique.
code-TIM-TREND = Plus de personnes que d’habitude le choisissent.
code-TIM-NEW = Il est en vente depuis peu.
code-TIM-SEASON = Il se vend chaque année davantage à cette période.
code-CTX-PAGE = La page où se trouve la personne.
code-SES-NOW = Ce que la personne a fait pendant cette visite.
code-DIV-VARIETY = La variété dans la liste.
code-DIV-SERENDIPITY = Une surprise : loin du goût de la personne, peu connue, et pourtant pertinente.
code-DIV-CALIBRATED = Un mélange de catégories comme celui de la personne.
code-DIV-NOVEL = Peu connu dans cette boutique.
code-EXP-EXPLORE = On ne sait pas encore assez de ce qui convient à la personne.
code-FAI-EXPOSURE = La part de places garantie à un groupe.
code-FAI-PARITY = La parité entre groupes de personnes : tout le monde voit de tels articles à peu près aussi souvent.
code-FAI-LEAKAGE = Une limite à ce que la liste dévoile des groupes dont la personne fait partie.
code-BUS-SPONSORED = Quelqu’un paie pour la place.
code-BUS-PROMOTED = La boutique le met en avant.
code-BUS-DEMOTED = La boutique le rétrograde.
code-NPF-POPULAR = Rien de personnel n’est connu : des articles populaires suppléent.
code-CON-OFF = La personne a désactivé la personnalisation.
code-CON-LIMITED = La personne refuse une finalité.

# Un fichier pour un audit externe.
bundle-title = Pour un audit externe
bundle-story = Un fichier signé avec les rapports d’un mois, le journal des décisions sans rien de personnel, les règles avec leur historique et la fiche du modèle. Qui l’a avec la clé publique de la boutique le vérifie par
bundle-save = Enregistrer le fichier
bundle-unsigned = Aucune clé ne signe ici. La personne qui exploite la boutique en nomme une dans

# Ce qui demande une approbation, ce qui est tiré pour examen, quand la surveillance alerte.
settings-title = Ce qui est demandé, tiré et surveillé
settings-story = Ce qu’une autre personne doit approuver, ce que l’on examine, et quand la surveillance alerte. L’administration le change, avec un motif ; ce qui demanderait moins d’approbation attend qu’une autre personne l’accepte.
settings-saved = Enregistré. C’est en vigueur dès maintenant.
settings-wait = Cela demanderait moins d’approbation et attend donc : une autre personne doit l’accepter.
settings-approved = C’est en vigueur dès maintenant.
settings-rejected = Cela n’attend plus. Rien n’a changé.
settings-waits = Attend une autre personne
settings-wished = Souhaité par { $a }, depuis { $b } :
settings-setting = Réglage
settings-holds = En vigueur
settings-would = Serait en vigueur
settings-may-not = Vous ne changez rien ici : { $thing }.
settings-own = C’est votre propre souhait : une autre personne doit l’accepter. Vous pouvez le retirer.
settings-refuse-alone = Vous pouvez le refuser, mais pas l’approuver : { $thing }.
settings-take-back = Retirer
settings-let = Accepter
settings-refuse = Refuser
settings-change = Changer
settings-change-means = Ce qui a déjà été remis garde les seuils de son jour. Dès que quelque chose qui demande une approbation est assoupli, tout ce que vous changez en même temps attend une autre personne chargée de l’approbation.
settings-percent = en pour cent
settings-save = Enregistrer
settings-standard = Personne n’a encore rien changé : ce sont les réglages standard.
settings-changed = Changé
settings-changed-with = Changé, accepté par { $thing },
settings-refused = Refusé : le souhait de { $thing },
settings-turned = { $a } : { $b } → { $c }
settings-thresholds = Ce qui demande une approbation
settings-thresholds-means = Un changement de règles qui en remplit une n’entre en vigueur qu’une fois approuvé par une autre personne. Un brouillon dit laquelle il remplit, et pourquoi, dès qu’il est remis.
settings-sampling = Ce qui est tiré pour examen
settings-sampling-means = Ce que la clientèle signale entre de soi-même dans la file d’examen, en entier. S’y ajoutent ces listes, tirées de sorte que tout le monde puisse refaire le tirage.
settings-alarms = Quand la surveillance alerte
settings-alarms-means = Une alerte ouvre un incident. Les limites de ce qu’une liste dévoile alertent d’elles-mêmes, dès que rien n’a été appris pour elles.
setting-on = oui
setting-off = non
setting-thresholds-exclusion = Des articles sont écartés
setting-thresholds-exclusion-means = Une nouvelle exclusion, un groupe qui ne peut avoir aucune place, ou un malus qui enterre.
setting-thresholds-bury_points = Enterré à partir de
setting-thresholds-bury_points-means = Ce qui retire plus de points que cela écarte aussi des articles.
setting-thresholds-exposure_fall = Un groupe perd de l’attention
setting-thresholds-exposure_fall-means = Plus que cette part de ce qu’il avait, selon l’extrémité défavorable de la mesure. Les promesses aux groupes, abaissées ou retirées, comptent aussi.
setting-thresholds-relevance_fall = La pertinence baisse
setting-thresholds-relevance_fall-means = De plus que cette part, selon l’extrémité défavorable de la mesure.
setting-thresholds-sensitive = Un genre sensible est visé
setting-thresholds-sensitive-means = Une règle changée qui vise un article d’un genre sensible.
setting-thresholds-sponsored = Quelqu’un paie
setting-thresholds-sponsored-means = Une règle payée, nouvelle ou changée, ou qui ne dit plus qui paie.
setting-thresholds-wording = Les raisons parlent autrement
setting-thresholds-wording-means = Un autre ton ou une autre langue.
setting-thresholds-customers_min = Le moins de personnes pour une mesure
setting-thresholds-customers_min-means = Ce qui est mesuré sur moins de personnes compte comme non mesuré et demande une approbation.
setting-sampling-weekly = Tant de listes par semaine
setting-sampling-weekly-means = Tirées au hasard parmi toutes les listes de la semaine, chacune avec la même chance. Un nombre plus grand vaut dès le lundi suivant, une fois que des listes ont été laissées de côté.
setting-sampling-low_confidence = Des listes avec peu de confiance
setting-sampling-low_confidence-means = La part qui en est examinée.
setting-sampling-confidence_min = Peu de confiance, c’est moins de
setting-sampling-confidence_min-means = La probabilité qu’un article soit suivi, selon le modèle.
setting-sampling-sensitive = Des listes avec un genre sensible
setting-sampling-sensitive-means = La part qui en est examinée.
setting-alarms-days = Jours de la fenêtre
setting-alarms-days-means = Où l’on cherche des alertes, aujourd’hui compris.
setting-alarms-lists_min = Le moins de listes
setting-alarms-lists_min-means = Dans une fenêtre qui en a moins, seule la comparaison des groupes de personnes alerte.
setting-alarms-four_fifths = Sous quatre cinquièmes
setting-alarms-four_fifths-means = Un groupe de personnes clique ou achète avec certitude moins de quatre cinquièmes aussi souvent qu’un autre.
setting-alarms-drift_max = Parti ailleurs
setting-alarms-drift_max-means = Plus de l’attention que cette part est passé à d’autres catégories.
setting-alarms-coverage_min = Offre montrée
setting-alarms-coverage_min-means = Moins de l’offre que cette part était dans une liste.
setting-alarms-concentration_max = Concentration
setting-alarms-concentration_max-means = Les places sont réparties plus inégalement que cela : 0 également, près de 1 peu d’articles les ont toutes (Gini).
setting-alarms-fallback_max = Suppléées
setting-alarms-fallback_max-means = Dans plus de listes que cette part, du populaire a dû suppléer.
setting-alarms-opted_out_max = Refusées
setting-alarms-opted_out_max-means = Plus de listes que cette part étaient pour des personnes qui ne veulent rien de personnel.
setting-alarms-reports_max = Signalements
setting-alarms-reports_max-means = Plus que tant pour 1 000 listes.

# Ce que les seuils ont trouvé.
fact-excluded = « { $thing } » est exclu
fact-no-place = « { $thing } » ne peut avoir aucune place
fact-buried = « { $a } » est enterré de { $b } points
fact-attention-falls = l’attention pour « { $a } » peut baisser de { $b }
fact-attention-holds = pour aucun groupe une baisse de plus de { $thing } de son attention n’a été mesurée
fact-owed-less = « { $thing } » a droit à moins d’attention dans la durée
fact-less-equal = « { $thing } » peut atteindre les groupes de personnes moins également
fact-gives-away = les listes peuvent dévoiler davantage de « { $thing } »
fact-kept-after = ce que les listes dévoilent de « { $a } » n’est limité qu’après ce qu’elles dévoilent de « { $b } »
fact-relevance = la pertinence peut baisser de { $a }, { $b } au plus passent sans approbation
fact-sensitive = « { $thing } » vise des articles d’un genre sensible
fact-paid = « { $a } » est payé par { $b }
fact-unnamed = { $a } n’est plus nommé comme payant pour « { $b } »
fact-tone = les raisons changent de ton : jusqu’ici { $a }, désormais { $b }
fact-language = les raisons changent de langue : jusqu’ici { $a }, désormais { $b }
fact-of-shop = le standard de la boutique
fact-not-measured = le changement n’a pas été mesuré
fact-measured-few = le changement a été mesuré sur trop peu de personnes : { $a }, il en faut { $b }
fact-moments = { $n ->
    [one] { $shown } des moments où le changement agit autrement n’a pas été mesuré
   *[other] { $shown } des moments où le changement agit autrement n’ont pas été mesurés
}
fact-measured = { $n ->
    [one] le changement a été mesuré sur au moins { $shown } personne
   *[other] le changement a été mesuré sur au moins { $shown } personnes
}
fact-from = { $a }, à partir du { $b }
fact-nothing-out = rien de plus n’est écarté
fact-nothing-sensitive = aucune règle changée ne vise d’articles d’un genre sensible
fact-nothing-paid = aucune règle payée n’est nouvelle ni changée
fact-nothing-said = les raisons gardent leur formulation

# Ce qui ne doit pas résulter d’une expérience.
harm-title = Ce qui ne doit pas en résulter
harm-rails = De même dès que les refus du personnel, les rejets ou les listes suppléées de la variante dépassent avec certitude de plus que cela ceux du témoin.
harm-opted_out = Ont refusé le personnel
harm-opted_out-means = Les personnes qui ont demandé une autre liste dans la journée et ne voulaient alors plus rien de personnel.
harm-objected = Ont rejeté
harm-objected-means = Parmi les personnes qui peuvent être comptées, celles qui n’ont pas aimé, ont rejeté ou signalé un article de leur première liste.
harm-fallback = Suppléées
harm-fallback-means = Les personnes dont la première liste a dû être suppléée par du populaire.
harm-holds = Tient : la part de la variante peut descendre jusqu’à { $a }, le garde-fou est à { $b }.
harm-crossed = Franchi : la part de la variante est d’au moins { $a }, le garde-fou est à { $b }.
