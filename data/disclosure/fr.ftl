# Ce que les clients lisent sur la façon dont une liste est faite. Chaque chiffre vient du système en marche.

source-purchase = Ce que vous avez acheté
source-view = Ce que vous avez regardé
source-cart = Ce qui est dans votre panier
source-save = Ce que vous avez mis de côté
source-rate = Ce que vous avez noté
source-like = Ce que vous avez aimé
source-dislike = Ce que vous n’avez pas aimé
source-return = Ce que vous avez renvoyé
source-not_interested = Ce qui ne vous intéresse pas, selon vous
source-report = Ce que vous avez signalé
source-session = Ce que vous regardez pendant cette visite
source-transition = Ce que l’on regarde ensuite
source-content = Ce que les descriptions ont en commun
source-context = La page où vous êtes
source-popularity = Combien de personnes choisissent un article
source-trend = De combien il est choisi plus que d’habitude
source-newness = Le fait d’être nouveau
source-season = Ce qui se vend à cette période de l’année
source-stated = Les thèmes que vous dites aimer
source-reorder = Votre propre rythme d’achat d’un article
source-boost = Les règles de la boutique qui montent ou descendent un article
source-diversity = La variété dans la liste
source-novelty = À quel point un article est peu connu
source-serendipity = À quel point un article surprend et convient pourtant
source-exposure = Ce qui donne à un groupe d’articles sa part d’attention au fil du temps
source-parity = Ce qui fait voir ces articles à peu près aussi souvent à chaque groupe de clients
source-calibration = À quel point la liste est proche de votre propre mélange

why-together = On a appris de ce qui a été choisi à quel point les articles vont ensemble.
why-kind = Un tel événement compte { $weight }, un achat compte 1, et moins s’il est ancien. { $direction ->
    [against] Il parle contre un article.
   *[for] Il parle pour les articles qui vont avec.
  }
why-transition = Ce qui suit quoi a été appris des visites dont l’ordre est connu.
why-content = Cela compte le plus pour les articles que peu de personnes ont choisis.
why-popularity = L’article le plus choisi reçoit { $points } points.
why-trend = Un article choisi 2,7 fois plus que d’habitude reçoit { $points } points.
why-newness = { $n ->
    [one] Un article proposé depuis aujourd’hui reçoit { $points } points, et plus rien après { $days } jour.
   *[other] Un article proposé depuis aujourd’hui reçoit { $points } points, et plus rien après { $days } jours.
  }
why-season = Un article acheté 2,7 fois plus que d’habitude pendant ce mois, chaque année connue, reçoit { $points } points.
why-stated = Un article de ce thème reçoit { $points } points.
why-reorder = Un article attendu reçoit jusqu’à { $points } points.
why-rule = Fixé par la boutique, dans les règles ci-dessous.
why-page = Fixé par la boutique : l’article d’une page compte { $weight }, un achat compte 1.

data-event = { $what } : l’article, le moment et, s’il y en a un, le prix.
data-stated = Les thèmes que vous nous avez dit aimer.
data-catalogue = Ce que la boutique dit de ses articles : titre, catégorie, marque, prix et caractéristiques.
data-counts = Combien de personnes ont choisi chaque article, sans leurs noms.
data-segments = Les groupes dont vous faites partie ne servent jamais à choisir ce que vous voyez.

rule-boost = { $name } : des articles sont { $direction ->
    [down] abaissés
   *[up] relevés
  } de { $points } points.
rule-paid = { $name } est payé par { $payer }.
rule-pin = Un article est toujours montré à la place { $position }.
rule-group = { $name } : au moins { $percent } % { $scope ->
    [list] de la liste
   *[prefix] de chaque début de liste
  }.
rule-group-most = { $name } : au plus { $percent } % { $scope ->
    [list] de la liste
   *[prefix] de chaque début de liste
  }.
rule-fair-star = { $name } : dans chaque portion depuis le haut de la liste, autant que le hasard en donne quand chaque place leur revient à { $percent } % ; { $correction ->
    [conservative] une liste de pur hasard échouerait dans au plus { $alpha } % des cas
    [nearest] une liste de pur hasard échouerait dans environ { $alpha } % des cas
   *[none] une portion de pur hasard échouerait dans au plus { $alpha } % des cas
  }.
rule-exposure = { $name } : au fil du temps au moins { $percent } % de l’attention que reçoivent les places, par des points qui montent tant qu’il en a moins et baissent tant qu’il en a plus.
rule-parity = { $name } : les groupes de clients selon { $segment } les voient à peu près aussi souvent, de sorte que les parts d’attention diffèrent d’au plus { $percent } points au fil du temps. Seuls comptent ceux qui laissent mesurer l’équité, et rien ne monte que là où un groupe en voit moins.
rule-leakage = Une liste change les chances de deviner le segment { $segment } au plus d’un facteur { $factor }, vers le haut ou le bas, quelle que soit la personne, si les autres règles le permettent et si l’on en sait assez. Ce qui penche vers quel groupe n’est appris que de ceux qui laissent mesurer l’équité.
rule-exclusion = { $name } : ces articles ne sont pas montrés ici.
rule-reviewed = { $n ->
    [one] Exclus par des personnes après examen d’une recommandation : { $shown } article.
   *[other] Exclus par des personnes après examen d’une recommandation : { $shown } articles.
  }
rule-cap-brand = { $n ->
    [one] Au plus { $shown } article d’une même marque.
   *[other] Au plus { $shown } articles d’une même marque.
  }
rule-cap-category = { $n ->
    [one] Au plus { $shown } article d’une même catégorie.
   *[other] Au plus { $shown } articles d’une même catégorie.
  }
rule-cap-seller = { $n ->
    [one] Au plus { $shown } article d’un même vendeur.
   *[other] Au plus { $shown } articles d’un même vendeur.
  }
rule-diversity = La variété compte { $percent } % de l’écart entre le premier et le dernier score d’une liste.
rule-serendipity = { $percent } % d’une liste doivent surprendre : loin de ce que vous connaissez, et pourtant adaptés.
rule-calibration = Votre propre mélange de catégories compte { $percent } % de l’écart entre le premier et le dernier score d’une liste.
rule-novelty = Les articles peu connus gagnent jusqu’à { $percent } % de l’écart entre le premier et le dernier score d’une liste.
rule-owned = Ce que vous avez déjà acheté { $shown ->
    [yes] est montré à nouveau
   *[no] n’est pas montré à nouveau
  }.

control-off = Désactiver la personnalisation : votre historique n’est plus utilisé, la liste est la même pour tous.
control-light = Personnalisation légère : seuls les { $days } derniers jours comptent.
control-consent = Retirer un usage : recommandations, mention dans les raisons, comptage dans les contrôles d’équité.
control-event = Écarter un seul événement.
control-topics = Bloquer une catégorie ou une marque.
control-export = Obtenir une copie de tout ce qui est gardé sur vous.
control-erase = Faire effacer tout ce qui est gardé sur vous.
control-why = Demander pourquoi un article est montré et ce qui changerait cela.

page-title = Comment nous choisissons
page-story = De quoi votre liste est faite, combien compte chaque partie et ce que vous pouvez changer. Écrit par le système en marche, pas à la main.
page-counts = Ce qui compte, et combien
page-rules = Règles en vigueur
page-data = Ce qui est utilisé
page-unused = Ce qui n’entre pas dans le score
page-controls = Ce que vous pouvez faire
page-paid = Payé
page-promotion = Mis en avant
page-fairness = Pour l’équité
page-variety = Pour la variété
page-exclusion = Non montré
page-versions = Règles { $policy }, modèle { $model }.
page-unmeasured = Aucune liste n’a encore été faite, aucune part n’est connue.
page-few = { $n ->
    [one] La dernière liste concerne moins de { $least } personnes, aucune part n’est donc donnée : elle pourrait parler de l’une d’elles.
   *[other] Les { $shown } dernières listes concernent moins de { $least } personnes, aucune part n’est donc donnée : elle pourrait parler de l’une d’elles.
  }
page-measured = { $n ->
    [one] Les parts sont mesurées sur la dernière liste, { $items }.
   *[other] Les parts sont mesurées sur les { $shown } dernières listes, { $items }.
  }
page-items = { $n ->
    [one] { $shown } article
   *[other] { $shown } articles
  }
page-worth = Ce que vaut un événement
page-worth-text = Un achat compte 1, aujourd’hui. Les barres pleines parlent pour les articles qui s’y accordent, les barres hachurées contre. Une note se situe entre ce que vous avez aimé et ce que vous n’avez pas aimé.
page-fade = Comment cela s’estompe
page-fade-text = { $half_life ->
    [one] Ce que vous avez fait compte moitié moins chaque jour, en remontant depuis votre dernière action.
   *[other] Ce que vous avez fait compte moitié moins tous les { $days } jours, en remontant depuis votre dernière action.
  }
page-fade-after = Après { $days } jours

# Ce que la personne a fait.
did-view = Vous avez regardé { $thing }
did-cart = Vous avez mis { $thing } dans votre panier
did-purchase = Vous avez acheté { $thing }
did-rate = Vous avez noté { $thing }
did-like = Vous avez aimé { $thing }
did-dislike = Vous n’avez pas aimé { $thing }
did-save = Vous avez mis { $thing } de côté
did-return = Vous avez renvoyé { $thing }
did-not_interested = { $thing } ne vous intéressait pas
did-report = Vous avez signalé { $thing }

# Ce qui vient d’être fait, et ce qui s’ensuit.
done-view = Vous avez regardé { $thing }. Votre liste en tient compte.
done-cart = Vous avez mis { $thing } dans votre panier. Votre liste en tient compte.
done-purchase = Vous avez acheté { $thing }. Votre liste en tient compte.
done-save = Vous avez mis { $thing } de côté. Votre liste en tient compte.
done-like = Vous aimez { $thing }. Votre liste en tient compte.
done-dislike = Vous n’aimez pas { $thing }. Votre liste en tient compte.
done-not_interested = { $thing } ne vous intéresse pas. Votre liste en tient compte.
done-have = Vous avez déjà { $thing }. L’article n’est plus proposé et compte comme s’il avait été acheté ici.
done-unfair = Vous trouvez injuste que { $thing } soit proposé. Des personnes vont l’examiner, et l’article ne vous est plus proposé.
done-personal = { $thing } vous touchait de trop près. Ce qui pesait le plus n’est plus utilisé ; la liste ci-dessous a été faite sans cela.
done-personal-back = Ce qui pesait le plus pour { $thing } est de nouveau utilisé.
done-undone = Annulé : ce que vous avez dit de { $thing } n’est pas utilisé.
done-unused = Ce que vous avez fait avec { $thing } n’est plus utilisé. La liste ci-dessous a été faite sans cela.
done-gift = { $thing } était un cadeau et n’est plus utilisé. La liste ci-dessous a été faite sans cela.
done-used = Ce que vous avez fait avec { $thing } est de nouveau utilisé.
done-event-unused = Une action liée à { $thing } n’est plus utilisée. La liste ci-dessous a été faite sans elle.
done-event-used = Une action liée à { $thing } est de nouveau utilisée.
done-all-unused = Nouveau départ : rien de ce que vous avez fait jusqu’ici n’est utilisé. Tout est conservé et peut l’être de nouveau.
done-all-used = Tout ce que vous avez fait est de nouveau utilisé.
done-all-before = Ce qui était utilisé avant l’est de nouveau.
done-recommend-yes = Ce que vous avez fait peut choisir ce que vous voyez.
done-recommend-no = Ce que vous avez fait ne choisit plus ce que vous voyez, et plus rien n’en est appris.
done-explain-yes = Ce que vous avez fait peut être nommé dans les raisons.
done-explain-no = Ce que vous avez fait n’est plus nommé dans les raisons.
done-measure_fairness-yes = Vous pouvez être compté quand la boutique vérifie que les groupes sont traités de même.
done-measure_fairness-no = Vous n’êtes plus compté quand la boutique vérifie que les groupes sont traités de même.
done-extent-full = Personnalisation complète : tout ce que vous permettez est utilisé.
done-extent-light = Personnalisation légère : seul ce que vous avez fait dernièrement est utilisé.
done-extent-off = La personnalisation est désactivée : rien de ce que vous avez fait n’est utilisé.
done-paused = En pause : pendant sept jours, rien de ce que vous avez fait n’est utilisé pour vos listes. Ensuite tout redevient comme avant, de soi-même.
done-blocked = { $thing } ne vous est plus jamais montré.
done-preferred = Vous aimez { $thing } : cela parle pour de tels articles et peut être donné comme raison.
done-topic-free = { $thing } n’est ni écarté ni préféré.
done-paused-until = En pause jusqu’au { $thing } : d’ici là, rien de ce que vous avez fait n’est utilisé pour vos listes. Ensuite tout redevient comme avant, de soi-même.
done-topics = Vous avez changé vos sujets. Jamais montrés : { $blocked }. Aimés : { $preferred }.
list-left = Sortis de votre liste : { $things }
list-came = Entrés dans votre liste : { $things }
list-same = Votre liste reste la même.
list-order = Votre liste contient les mêmes articles dans un autre ordre.
undo = Annuler
undo-all = Tout réutiliser
letter-subject = { $shop } : vous avez changé ce que nous pouvons utiliser
letter-end = Si ce n’était pas vous, voyez vos choix : { $where }
letter-deleted-subject = { $shop } : tout ce qui était conservé sur vous est effacé
letter-deleted = Tout ce qui était conservé sur vous est effacé, comme l’a demandé quelqu’un qui était connecté à votre compte. Il ne reste rien à voir ni à annuler.

# La page des données et des choix.
you-title = Vos données et vos choix
you-story = Ce que la boutique garde de vous, ce qu’elle en fait, et ce que vous en voulez. Chaque changement vaut dès la liste suivante, et vous en voyez aussitôt l’effet.
you-signal = Votre navigateur ne veut pas de profil
you-signal-text = Il envoie le signal Global Privacy Control, et nous le respectons : rien de ce que vous avez fait n’est utilisé ici pour vos listes, quels que soient les choix ci-dessous, et rien de plus ne peut être permis. Pour changer cela, désactivez le signal pour cette boutique dans votre navigateur.
you-now = Votre liste maintenant
you-now-text = Faite à l’instant avec les choix ci-dessous. Chaque article mène à son pourquoi.
you-now-broken = Aucune liste ne peut être établie pour le moment ; vos choix comptent quand même.
you-now-plain = Elle n’est pas personnelle : ces articles sont populaires ici.
you-purposes = À quoi cela peut servir
you-chosen = Vous avez décidé. Vous pouvez changer d’avis à tout moment.
you-unchosen = Vous n’avez pas encore décidé, rien n’est donc coché. D’ici là, ce que la boutique a déclaré s’applique.
you-partly = Vous avez décidé d’une partie. Du reste, rien n’est coché, et ce que la boutique a déclaré vaut.
you-basis-yes = D’ici là : permis.
you-basis-no = D’ici là : pas permis.
you-yes = Permettre
you-no = Refuser
you-recommend = Choisir ce que je vois
you-recommend-text = Ce que vous avez fait détermine ce qui vous est proposé, et la boutique en apprend, avec ce que d’autres ont fait, ce qui va bien ensemble.
you-explain = Être nommé dans les raisons
you-explain-text = Les raisons peuvent nommer ce que vous avez fait, comme « parce que vous avez acheté ceci ». Sinon elles restent générales.
you-measure_fairness = Vérifier que tous sont traités de même
you-measure_fairness-text = Vous êtes compté avec votre groupe, comme votre tranche d’âge, quand la boutique vérifie qu’aucun groupe n’est moins bien traité. Votre groupe ne décide jamais de ce qui est proposé. La boutique peut aussi essayer une règle, ou des listes sans raisons, auprès de certains de ceux qui le permettent, et compter ce qui en résulte.
you-extent = Combien est utilisé
you-full = Complète
you-full-text = Tout ce que vous permettez, d’autant moins que c’est ancien.
you-light = Légère
you-light-text = Seulement les { $days } derniers jours.
you-off = Désactivée
you-off-text = Rien. Votre liste est la même que celle de tous.
you-pause = Pause
you-pause-text = Rien pendant sept jours, puis comme avant, de soi-même.
you-paused-until = En pause jusqu’au { $thing }. Un autre choix y met fin.
you-topics = Sujets
you-topics-text = Catégories et marques. Ce qui est écarté n’est jamais montré. Ce que vous aimez parle pour de tels articles et peut être donné comme raison.
you-topic = Sujet
you-block = Ne jamais montrer
you-prefer = J’aime
you-is-blocked = Jamais : { $thing }
you-is-preferred = Aimé : { $thing }
you-free = Retirer
you-free-of = Retirer { $thing }
you-deeds = Ce que vous avez fait
you-deeds-text = Conservé à votre sujet : { $n }, le plus récent d’abord.
you-deeds-unused = Dont non utilisé : { $n }.
you-is-unused = non utilisé
you-unuse = Ne pas utiliser
you-unuse-of = Ne pas utiliser : { $thing }
you-use = Réutiliser
you-use-of = Réutiliser : { $thing }
you-gift = C’était un cadeau
you-gift-of = C’était un cadeau : { $thing }
you-newer = Plus récent
you-older = Plus ancien
you-page = Page { $page } sur { $pages }
you-reset = Nouveau départ
you-reset-text = Rien de ce que vous avez fait jusqu’ici n’est plus utilisé ; ce que vous ferez désormais l’est. Tout est conservé et peut l’être de nouveau.
you-reset-now = Recommencer
you-use-all = Tout réutiliser
you-copy = Une copie de tout
you-copy-text = Ce qui vient de vous et ce qui en a été fait : ce sur quoi repose votre liste et tout ce qui vous a été proposé, avec ses raisons.
you-leave = Tout supprimer
you-leave-text = Tout ce qui est conservé à votre sujet, définitivement. Vous voyez d’abord ce que cela signifie.
you-leave-look = Voir ce qui se passerait
you-letters = Messages pour vous
you-letters-text = Chaque changement sur cette page vous est confirmé aussi en dehors d’elle.
you-letters-demo = Dans cette démonstration, le message est un fichier dans son dossier ; les derniers figurent ici.

# La page de suppression.
leave-title = Tout supprimer
leave-story = Cela ne peut être annulé : il ne reste rien pour revenir en arrière. Voici ce qui se passerait.
leave-what = Ce qui disparaît
leave-what-events = Ce que vous avez fait : { $n }
leave-what-decisions = Listes faites pour vous, chacune avec ses raisons : { $n }
leave-what-reviews = Ce que des personnes en ont examiné : { $n }
leave-what-record = Vos choix de la page précédente, vos sujets et groupes, et les messages pour vous
leave-what-learnt = Ce qui en a été appris disparaît au prochain entraînement. Ce modèle sera celui qui existerait si vous n’étiez jamais venu.
leave-what-copies = Les sauvegardes faites auparavant par la boutique ne sont pas atteintes d’ici ; elles disparaissent quand la boutique les supprime.
leave-sure = J’ai lu cela et je le veux
leave-now = Tout supprimer
leave-stay = Retour à mes choix
leave-done = Tout est supprimé
leave-receipt = Reçu
leave-when = quand
leave-events = ce que vous avez fait, supprimé
leave-decisions = listes, supprimées
leave-left = encore là
leave-after = Gardez cette page comme preuve : plus rien ne porte votre nom où la rechercher. Ce qui a été appris de vous disparaît au prochain entraînement.
leave-shop = Vers la boutique

# Ce qui entoure chaque page.
frame-skip = Aller au contenu
frame-nav = Menu principal
frame-shop = Boutique
frame-you = Vos choix
frame-how = Comment nous choisissons
frame-console = Console
frame-as = Acheter en tant que
frame-switch = Changer
frame-language = Langue
frame-foot = { $thing } est une démonstration : articles, vendeurs et clients sont inventés. Chaque recommandation montre tout son calcul.
frame-foot-shop = Ces pages font partie de { $thing } et disent sur quoi reposent ses recommandations. Chaque recommandation montre tout son calcul.
frame-end = Quitter ces pages
frame-why = Pourquoi ceci ?
frame-close = Fermer

# La page d’accueil, et un article recommandé.
home-title = Recommandé pour { $thing }
home-foryou = Recommandé pour vous
home-everything = De tous les rayons
home-departments = Rayons
home-all = Tous
home-pages = Pages
home-earlier = Précédent
home-further = Suivant
rail-relaxed = Une règle n’a pas pu être tenue :
pick-why = Pourquoi ceci ?
pick-like = J’aime
pick-like-of = J’aime { $thing }
pick-not = Pas pour moi
pick-not-of = Pas pour moi : { $thing }
tag-sponsored = Sponsorisé
tag-promoted = Mis en avant
tag-fair = Une chance équitable
tag-plain = Non personnalisé
plain-empty = Il n’y a rien à recommander pour l’instant.
plain-off = La personnalisation est désactivée : ces articles sont simplement populaires ici.
plain-consent = Vous n’avez pas permis de recommandations tirées de ce que vous avez fait : ces articles sont simplement populaires ici.
plain-context = Rien de vous ne peut être consulté pour l’instant : ces articles vont simplement avec cette page.
plain-away = Rien de vous ne peut être consulté pour l’instant : ces articles sont simplement populaires ici.
plain-nothing = Vous n’avez encore rien fait ici qui puisse nous guider : ces articles sont simplement populaires ici.

# La page d’un article.
item-picture = Image : { $thing }
item-paid = { $thing } paie pour que cet article soit montré.
item-buy = Acheter
item-cart = Mettre au panier
item-save = Mettre de côté
item-like = J’aime
item-not = Pas intéressé
item-fine = Chaque bouton dit quelque chose à la boutique, et votre liste en tient compte. Rien n’est vendu ici.
item-with = Va avec ceci
item-foryou = Recommandé pour vous, maintenant que vous avez regardé ceci
item-brand = marque
item-seller = vendu par
item-stock = en stock

# « Pourquoi ceci ? »
why-title = Pourquoi { $thing } ?
why-asked = Pourquoi ceci ?
why-place = { $th } de votre liste.
why-alone = D’après les seuls indices, il serait { $th }.
why-unpaid = Personne n’a payé pour cette place.
sure-fairly = Nous en sommes assez sûrs : { $odds }.
sure-good = Une bonne hypothèse : { $odds }.
sure-guess = Une hypothèse : { $odds }.
sure-long = Un pari : { $odds }.
odds-tenths = environ { $n } propositions de ce genre sur 10 sont suivies
odds-one = environ 1 proposition de ce genre sur { $n } est suivie
why-ledger = De zéro à son score
why-ledger-text = Chaque barre commence où finit la précédente. Les barres pleines parlent pour, les hachurées contre.
why-ledger-of = Le calcul pour { $thing } : de zéro au score
why-counted = Ce qui a compté
why-points = Points
why-bar = Barre
why-rounding = Arrondi des nombres ci-dessus
why-rounded = Arrondi
why-score = Score
why-lines = { $n ->
    [one] La ligne unique, exactement
   *[other] Les { $shown } lignes, exactement
  }
why-exact = Additionnées de haut en bas en double précision, elles donnent { $thing }, le nombre qui a classé l’article.
why-line = Ligne
why-amount = Montant
why-rests = Sur quoi cela repose
why-share = points, { $thing } de ce qui parle pour.
why-more = et { $n } de plus
why-smaller = Et { $thing } :
why-smaller-points = points.
why-explored = Pas de points propres : tout ce qui parle pour est trop incertain pour être dit.
why-ruled = Pas de points : une règle lui a donné cette place.
why-did-on = { $did } le { $day }
why-without-none = Sans cela, il n’entrerait pas en compte.
why-without-same = Sans cela, il serait toujours { $th }.
why-without = Sans cela, il serait { $th }.
why-holds = Même sans les trois choses qui pèsent le plus, il resterait dans cette liste.
why-leaves = Sans { $things }, il serait { $th }, hors de cette liste.
why-leaves-none = Sans { $things }, il n’entrerait pas en compte.
why-unnamed-things = { $n ->
    [one] une chose que nous ne nommons pas
   *[other] { $n } choses que nous ne nommons pas
}
why-any = tout cela
list-and = { $first } et { $last }
why-what-if = Et sans cela ?
why-what-if-of = Et sans cela ? { $thing }
why-unuse = Ne pas utiliser
why-unuse-of = Ne pas utiliser : { $thing }
why-right = Est-ce juste pour vous ?
why-not-interested = Pas intéressé
why-have = Je l’ai déjà
why-personal = C’est trop personnel
why-unfair = Cela semble injuste
why-right-text = Chaque bouton fait aussitôt la liste suivante, dit ce qui a changé et peut être annulé. « Trop personnel » désactive ce qui pèse le plus ici. « Injuste » va à des personnes qui l’examinent.
why-not-that = Pourquoi pas autre chose ?
why-compare-with = Comparer avec
why-compare = Comparer
why-less = { $this }, moins { $that }
why-this = Celui-ci
why-that = L’autre
why-gap = Écart
why-off = Ce que vous avez désactivé
why-off-thing = Ce que vous avez fait avec { $thing }
why-use = Réutiliser
why-use-of = Réutiliser ce que vous avez fait avec { $thing }
why-proof = Décision { $decision }, règles { $policy }, modèle { $model }. La boutique peut refaire ce calcul, au dernier bit près.

# Les lignes d’un calcul.
line-unnamed = une chose que nous ne nommons pas
line-after = Ce que l’on regarde après { $thing }
line-title = Un nom comme { $thing }
line-category = Une catégorie comme { $thing }
line-brand = Une marque comme { $thing }
line-attribute = Des caractéristiques comme { $thing }
line-price = Un prix comme { $thing }
line-common = Quelque chose en commun avec { $thing }
line-page = Vous regardez { $thing }
line-popular = Sa popularité, à côté de ce qui est le plus choisi
line-trend = L’intérêt qu’il suscite ces temps-ci
line-new = Sa nouveauté ici
line-season = Combien on en vend de plus chaque année à cette période
line-told = Vous nous avez dit aimer { $thing }
line-told-unnamed = Ce que vous nous avez dit aimer
line-again = Votre habitude de le racheter
line-boost = Règle : { $thing }
line-variety = Règle : de la variété dans cette liste
line-few = Règle : de la place pour ce que peu connaissent
line-surprise = Règle : de la place pour une surprise
line-chance = Règle : une chance équitable pour { $thing }
line-alike = Règle : { $thing } pour tous de même
line-mix = Règle : un mélange qui vous ressemble
line-smaller = { $n ->
    [one] { $n } signal plus petit
   *[other] { $n } signaux plus petits
}
line-differences = { $n ->
    [one] { $n } différence plus petite
   *[other] { $n } différences plus petites
}

# Ce qui n’a pas marché.
oops-here = Pas ici
oops-there = Pas de là
oops-like = Pas ainsi
oops-now = Pas maintenant
oops-yet = Plus, ou pas encore
oops-visit = Cette page s’ouvre depuis la boutique, et pour un quart d’heure au plus. Connectez-vous là-bas et ouvrez-la de nouveau.
visit-over = Vous avez quitté les pages sur vos données
visit-over-text = Qui se sert de ce navigateur après vous ne les voit pas. Pour revenir, ouvrez-les de nouveau depuis la boutique.
oops-page = Cette page n’existe pas.
oops-form = Il manque quelque chose au formulaire, ou il contient ce que cette page n’offre pas ; revenez en arrière et choisissez à nouveau.
oops-address = L’adresse contient quelque chose que cette page ne connaît pas ; ouvrez la page par son lien.
oops-no-profile = Votre navigateur dit que vous ne voulez pas de profil (Global Privacy Control) : rien de plus n’est utilisé. Désactivez-le pour cette boutique pour permettre davantage.
oops-choice = Cela ne peut être gardé : c’est trop, ou trop long.
oops-outside = Ce changement n’a pas été demandé depuis la boutique, il n’a donc pas été fait.
oops-unlearnt = La boutique n’a encore rien appris. Réessayez bientôt.
oops-changed = Quelque chose a changé entre-temps, cela n’a donc pas été fait. Regardez la page à nouveau.
oops-ours = Quelque chose n’a pas marché de notre côté.
oops-busy = Il y a trop de monde en ce moment. Réessayez dans un instant.
oops-late = C’était trop long, nous avons donc renoncé. Ce que vous avez envoyé peut tout de même avoir été gardé.
oops-large = C’était trop à la fois.
oops-way = Cette page ne peut être demandée ainsi.
oops-shop = Vers la boutique

# Ce à quoi une liste a dû renoncer.
gave-with = ; cela ne peut être tenu avec : { $thing }
gave-rule-pin = épingle `{ $thing }`
gave-rule-group = groupe `{ $thing }`
gave-rule-serendipity = la part qui doit surprendre
gave-rule-leakage = la limite de fuite de `{ $thing }`
gave-rule-brand = la limite de la marque `{ $thing }`
gave-rule-category = la limite de la catégorie `{ $thing }`
gave-rule-seller = la limite du vendeur `{ $thing }`
gave-group = groupe `{ $thing }` : trop peu de ses articles peuvent être montrés pour sa part garantie
gave-serendipity = surprise : trop peu d’articles sont nouveaux pour la personne et peuvent lui convenir
gave-shortened = la liste est plus courte que demandé : les limites laissent trop peu d’articles
gave-pin = épingle `{ $thing }` : l’article ne peut pas être montré maintenant
gave-leakage = limite de fuite de `{ $thing }` : aucune liste qui la respecte n’a été trouvée qui tienne les autres règles ; celle-ci en est la plus proche trouvée
gave-leakage-unlearnt = limite de fuite de `{ $thing }` : le modèle n’a rien appris de ce qui penche vers qui, la liste n’est donc pas bornée
