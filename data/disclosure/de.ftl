# Was Kundinnen und Kunden darüber lesen, wie eine Liste entsteht. Jede Zahl kommt aus dem laufenden System.

source-purchase = Was du gekauft hast
source-view = Was du angesehen hast
source-cart = Was in deinem Korb liegt
source-save = Was du dir gemerkt hast
source-rate = Was du bewertet hast
source-like = Was dir gefallen hat
source-dislike = Was dir nicht gefallen hat
source-return = Was du zurückgeschickt hast
source-not_interested = Was dich nach deinen Worten nicht interessiert
source-report = Was du gemeldet hast
source-session = Was du bei diesem Besuch ansiehst
source-transition = Was man als Nächstes ansieht
source-content = Was Beschreibungen gemeinsam haben
source-context = Die Seite, auf der du bist
source-popularity = Wie viele Menschen einen Artikel wählen
source-trend = Wie viel öfter als sonst er zuletzt gewählt wird
source-newness = Dass ein Artikel neu ist
source-stated = Themen, die du nach deinen Worten magst
source-reorder = Dein eigener Rhythmus beim Kauf eines Artikels
source-boost = Regeln des Shops, die einen Artikel heben oder senken
source-diversity = Abwechslung in der Liste
source-novelty = Wie wenig bekannt ein Artikel ist
source-serendipity = Wie sehr ein Artikel überrascht und doch passt
source-exposure = Was einer Gruppe von Artikeln über die Zeit ihren Anteil an Aufmerksamkeit gibt
source-parity = Was jede Kundengruppe solche Artikel etwa gleich oft sehen lässt
source-calibration = Wie nah die Liste deiner eigenen Mischung kommt

why-together = Wie gut Artikel zusammenpassen, wurde aus dem gelernt, was gewählt wurde.
why-kind = Ein solches Ereignis zählt { $weight }, ein Kauf zählt 1, und weniger, je älter es ist. { $direction ->
    [against] Es spricht gegen einen Artikel.
   *[for] Es spricht für Artikel, die dazu passen.
  }
why-transition = Was auf was folgt, wurde aus Besuchen gelernt, deren Reihenfolge bekannt ist.
why-content = Es zählt am meisten für Artikel, die noch wenige gewählt haben.
why-popularity = Der beliebteste Artikel bekommt { $points } Punkte.
why-trend = Ein Artikel, der 2,7-mal so oft gewählt wird wie sonst, bekommt { $points } Punkte.
why-newness = Ein Artikel, den es seit heute gibt, bekommt { $points } Punkte, nach { $days } Tagen keine mehr.
why-stated = Ein Artikel mit einem solchen Thema bekommt { $points } Punkte.
why-reorder = Ein fälliger Artikel bekommt bis zu { $points } Punkte.
why-rule = Vom Shop festgelegt, in den Regeln unten.
why-page = Vom Shop festgelegt: Der Artikel einer Seite zählt { $weight }, ein Kauf zählt 1.

data-event = { $what }: Artikel, Zeit und, wo es einen gibt, der Preis.
data-stated = Die Themen, die du nach deinen Worten magst.
data-catalogue = Was der Shop über seine Artikel sagt: Titel, Kategorie, Marke, Preis und Merkmale.
data-counts = Wie viele Menschen einen Artikel gewählt haben, ohne Namen.
data-segments = Gruppen, zu denen du gehörst, bestimmen nie, was du siehst.

rule-boost = { $name }: Artikel werden um { $points } Punkte { $direction ->
    [down] gesenkt
   *[up] gehoben
  }.
rule-paid = { $name } wird bezahlt von { $payer }.
rule-pin = Ein Artikel steht immer auf Platz { $position }.
rule-group = { $name }: mindestens { $percent } % { $scope ->
    [list] der Liste
   *[prefix] jedes Anfangs der Liste
  }.
rule-group-most = { $name }: höchstens { $percent } % { $scope ->
    [list] der Liste
   *[prefix] jedes Anfangs der Liste
  }.
rule-fair-star = { $name }: in jedem Stück vom Anfang der Liste so viele, wie der Zufall gibt, wenn ihnen jeder Platz mit { $percent } % zufällt; { $correction ->
    [conservative] eine rein zufällige Liste fiele in höchstens { $alpha } % der Fälle durch
    [nearest] eine rein zufällige Liste fiele in etwa { $alpha } % der Fälle durch
   *[none] ein rein zufälliges Stück fiele in höchstens { $alpha } % der Fälle durch
  }.
rule-exposure = { $name }: über die Zeit mindestens { $percent } % der Aufmerksamkeit, die Plätze bekommen, durch Punkte, die steigen, solange es weniger ist, und fallen, solange es mehr ist.
rule-parity = { $name }: Kundengruppen nach { $segment } sehen dies etwa gleich oft, so dass sich die Anteile an Aufmerksamkeit über die Zeit um höchstens { $percent } Punkte unterscheiden. Gezählt wird nur, wer Fairness messen lässt, und nur wo eine Gruppe weniger sieht, wird etwas angehoben.
rule-exclusion = { $name }: Solche Artikel werden hier nicht gezeigt.
rule-reviewed = Von Menschen nach Prüfung einer Empfehlung ausgeschlossen: { $n } Artikel.
rule-cap-brand = Höchstens { $n } Artikel einer Marke.
rule-cap-category = Höchstens { $n } Artikel einer Kategorie.
rule-cap-seller = Höchstens { $n } Artikel eines Anbieters.
rule-diversity = Abwechslung zählt { $percent } % des Abstands zwischen der ersten und der letzten Punktzahl einer Liste.
rule-serendipity = { $percent } % einer Liste sollen überraschen: fern von dem, was du kennst, und doch passend.
rule-calibration = Deine eigene Mischung von Kategorien zählt { $percent } % des Abstands zwischen der ersten und der letzten Punktzahl einer Liste.
rule-novelty = Wenig bekannte Artikel gewinnen bis zu { $percent } % des Abstands zwischen der ersten und der letzten Punktzahl einer Liste.
rule-owned = Was du schon gekauft hast, wird { $shown ->
    [yes] wieder gezeigt
   *[no] nicht wieder gezeigt
  }.

control-off = Personalisierung ausschalten: Deine Geschichte wird dann nicht benutzt, die Liste ist für alle gleich.
control-light = Leichte Personalisierung: Nur die letzten { $days } Tage zählen.
control-consent = Einen Zweck widerrufen: Empfehlungen, Nennung in Gründen, Zählung in Fairness-Prüfungen.
control-event = Ein einzelnes Ereignis von der Nutzung ausnehmen.
control-topics = Eine Kategorie oder Marke ausschließen.
control-export = Eine Kopie von allem bekommen, was über dich gespeichert ist.
control-erase = Alles löschen lassen, was über dich gespeichert ist.
control-why = Fragen, warum ein Artikel gezeigt wird und was das ändern würde.

page-title = Wie wir auswählen
page-story = Woraus deine Liste besteht, wie viel jeder Teil zählt und was du ändern kannst. Vom laufenden System geschrieben, nicht von Hand.
page-counts = Was zählt, und wie viel
page-rules = Geltende Regeln
page-data = Was benutzt wird
page-unused = Was nicht in die Wertung eingeht
page-controls = Was du tun kannst
page-paid = Bezahlt
page-promotion = Hervorgehoben
page-fairness = Für Fairness
page-variety = Für Abwechslung
page-exclusion = Nicht gezeigt
page-versions = Regelwerk { $policy }, Modell { $model }.
page-unmeasured = Es gab noch keine Liste, darum ist kein Anteil bekannt.
page-few = Die letzten { $decisions } Listen stammen von weniger als { $least } Personen, darum wird kein Anteil genannt: Er könnte von einer von ihnen sprechen.
page-measured = Anteile sind an den letzten { $decisions } Listen mit { $items } Artikeln gemessen.
