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
why-newness = Un article proposé depuis aujourd’hui reçoit { $points } points, et plus rien après { $days } jours.
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
rule-exclusion = { $name } : ces articles ne sont pas montrés ici.
rule-reviewed = Exclus par des personnes après examen d’une recommandation : { $n } articles.
rule-cap-brand = Au plus { $n } articles d’une même marque.
rule-cap-category = Au plus { $n } articles d’une même catégorie.
rule-cap-seller = Au plus { $n } articles d’un même vendeur.
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
page-few = Les { $decisions } dernières listes concernent moins de { $least } personnes, aucune part n’est donc donnée : elle pourrait parler de l’une d’elles.
page-measured = Les parts sont mesurées sur les { $decisions } dernières listes, { $items } articles.
