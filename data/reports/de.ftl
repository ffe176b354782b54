# Was Berichte und Modellkarten sagen. Köpfe von Spalten beginnen mit `title-`, Zeilen, die das Programm benennt, mit `row-` und ihrem festen Namen.

title-what = Was
title-how-many = Wie viele
title-counted = Vollständig gezählt
title-share-of-lists = Anteil der Listen
title-for-somebody = Listen für jemanden
title-lists = Listen
title-who-clicked = Wer geklickt hat
title-click-ratio = Klicks, gegen die beste
title-who-bought = Wer gekauft hat
title-purchase-ratio = Käufe, gegen die beste
title-below = Unter vier Fünfteln
title-group = Gruppe
title-attention = Aufmerksamkeit
title-offer = Anteil am Angebot
title-clicked = Angeklickt
title-bought = Gekauft
title-share = Anteil
title-promise = Was sie zusagt
title-attention-measured = Gemessene Aufmerksamkeit
title-rule = Regel
title-rules = Regeln
title-span-before = Im Zeitraum davor
title-items-of = Artikel von
title-relevance-kept = Erhaltene Relevanz
title-items-kept = Erhaltene Artikel
title-approved-by = Freigegeben von
title-live-since = Gültig seit
title-how = Wie
title-when = Wann
title-by = Von
title-why = Warum
title-entries = Einträge
title-decided = Entschieden
title-fine = Davon für gut befunden
title-opened = Eröffnet
title-now = Jetzt
title-owner = Bei
title-last = Zuletzt gesagt
title-happened = Was geschah
title-as-usual = Wie sonst
title-tried = Mit dem Versuchten
title-finding = Was sich sagen lässt
title-question = Frage
title-versions = Versionen
title-does = Was sie tut
title-paid-by = Bezahlt von
title-share-of-scores = Anteil an den Punktzahlen
title-why-so = Warum es so viel zählt
title-evidence = Hinweis
title-used = Benutzt
title-data = Daten
title-what-for = Wozu
title-call = Der Aufruf dafür
title-choice = Wahl

row-lists = Listen
row-lists_before = Listen des Zeitraums davor
row-people = Personen, denen etwas gezeigt wurde
row-unreadable = Aufzeichnungen, die nicht zu lesen waren
row-reports = Meldungen von Kundinnen und Kunden
row-personalised = mit etwas Persönlichem
row-fallback = mit einem Ersatz dafür
row-opted_out = für Personen, von denen nichts benutzt werden soll
row-coverage = Artikel im Angebot, die in irgendeiner Liste standen
row-gone = Plätze von Artikeln, die nicht mehr im Angebot sind
row-concentration = wie ungleich Plätze verteilt sind: 0 gleich, 1 ein Artikel hat alle (Gini)
row-all_places = alle Plätze
row-all = alle
row-copies = Kopien dessen, was über jemanden gespeichert ist
row-erasures = Löschungen
row-replays = Entscheidungen, zum Vergleich noch einmal getroffen
row-refused = Aufrufe, die mangels Rechten abgelehnt wurden

source-of-report = von einer Kundin oder einem Kunden gemeldet
source-of-low_confidence = wenig Zuversicht
source-of-sensitive = heikle Art
source-of-sample = Stichprobe der Woche

# Die Fairness-Prüfung.
audit-scope = Was geprüft wurde
audit-scope-all = Alle Listen des Entscheidungsprotokolls im Zeitraum, soweit sie noch da sind: Was gelöscht, widerrufen oder abgelaufen ist, steht in keiner Zahl. Ein Klick oder ein Kauf zählt, wo sein Ereignis die Liste nennt, binnen 24 Stunden.
audit-drawn = { $n ->
    [one] Es waren mehr als die { $shown } Person, die für Anteile gezählt wird, durch einen Hash ausgewählt.
   *[other] Es waren mehr als die { $shown } Personen, die für Anteile gezählt werden; ausgewählt wurden sie durch einen Hash.
  }
audit-more-than = mehr als { $thing }
audit-customers = Kundengruppen
audit-customers-how = Von den Kundinnen und Kunden, die das Messen erlaubt haben: wer etwas aus der ersten Liste angeklickt oder gekauft hat. Die Rate einer Gruppe wird an der höchsten ihres Segments gemessen. Ihre Grenzen gelten, wie oft auch jemand nachsieht, während der Zeitraum wächst.
audit-certain-both = { $a } { $b } klickt und kauft sicher weniger als vier Fünftel dessen, was die Gruppe mit der höchsten Rate tut.
audit-certain-clicks = { $a } { $b } klickt sicher weniger als vier Fünftel dessen, was die Gruppe mit der höchsten Rate tut.
audit-certain-buys = { $a } { $b } kauft sicher weniger als vier Fünftel dessen, was die Gruppe mit der höchsten Rate tut.
audit-no-group = Keine Gruppe von mindestens { $thing } solchen Personen ließ sich messen.
audit-open = { $n ->
    [one] { $shown } Gruppe liegt in der Zählung unter vier Fünfteln, aber das kann Zufall sein.
   *[other] { $shown } Gruppen liegen in der Zählung unter vier Fünfteln, aber das kann Zufall sein.
  }
audit-certainly = sicher
audit-perhaps = vielleicht
audit-not = nein
audit-verdicts = Klicks { $a }, Käufe { $b }
audit-withheld = { $thing }; { $n ->
    [one] { $shown } Gruppe ist zu klein, um von ihr zu berichten
   *[other] { $shown } Gruppen sind zu klein, um von ihnen zu berichten
  }
audit-items = Gruppen von Artikeln
audit-items-how = Aufmerksamkeit ist, was ein Platz von der einer Liste bekommt: der erste am meisten, der zehnte 0,29 davon. Die Marke an einem Balken ist der Anteil der Gruppe an den Artikeln im Angebot. Klicks und Käufe sind Anteile der Plätze.
audit-of-rules = Gruppen, die die Regeln nennen
audit-of-categories = Kategorien
audit-of-brands = Marken
audit-of-sellers = Anbieter
audit-of-payers = Artikel, für deren Platz jemand bezahlt, nach denen, die bezahlen
audit-left-out = { $thing }; { $n ->
    [one] { $shown } mit weniger Aufmerksamkeit ist nicht aufgeführt
   *[other] { $shown } mit weniger Aufmerksamkeit sind nicht aufgeführt
  }
audit-whole-offer = Das Angebot als Ganzes
audit-promises = Was die Regeln zusagen
audit-promised = Zugesagt und gemessen
audit-no-promise = Keine gültige Regel sagt einer Gruppe von Artikeln etwas zu.
audit-promises-how = Nach den Regeln, die im Moment des Berichts gelten; eine Zusage von Plätzen ist keine von Aufmerksamkeit.
audit-parity = Gruppen nach { $a } sehen es gleich oft, bis auf { $b }
audit-kept-out = { $n ->
    [one] Prüfungen halten jetzt { $shown } Artikel fern.
   *[other] Prüfungen halten jetzt { $shown } Artikel fern.
  }
audit-limit-consent = Kundengruppen sind die, die das Messen erlaubt haben; den anderen kann es anders ergehen.
audit-limit-few = Von weniger als { $thing } Personen wird nichts berichtet. Eine leere Zahl ist keine Entlastung.
audit-limit-alone = Eine Gruppe wird für sich betrachtet, nicht zusammen mit einer anderen. Eine niedrigere Rate beweist keine Unfairness, eine gleiche keine Fairness.
audit-limit-intervals = Anteile haben Intervalle von 95 %, die die Listen einer Person für einander ähnlich nehmen; Raten von Kundengruppen haben Grenzen, die zu allen Zeiten zugleich gelten. Zahlen ohne Intervall sind vollständig gezählt.
limits-title = Was hier nicht gesagt wird

# Was eine Regel einer Gruppe gibt.
places-least = mindestens { $thing } der Plätze
places-between = mindestens { $a } der Plätze, höchstens { $b }
places-tested = mindestens so viele Plätze, wie ein Fairness-Test verlangt
places-tested-most = mindestens so viele Plätze, wie ein Fairness-Test verlangt, höchstens { $thing } der Plätze
places-over-time = { $thing } der Aufmerksamkeit über die Zeit

# Der Rückblick auf Aktionen.
review-came = Was daraus wurde
review-no-item = Kein Artikel im Angebot ist einer, den eine Regel dieses Zeitraums meint.
review-came-how = Plätze von Artikeln, die eine Regel meint, ob die Regel sie dorthin gesetzt hat oder Hinweise; was eine Regel allein bewirkt hat, sagt nur ein Experiment. Aufmerksamkeit ist, was ein Platz von der einer Liste bekommt: der erste am meisten, der zehnte 0,29 davon.
review-quiet = { $n ->
    [one] Von { $shown } weiteren Zahlenden wurde nichts gezeigt, oder zu wenigen Personen, um es zu sagen.
   *[other] Von { $shown } weiteren Zahlenden wurde nichts gezeigt, oder zu wenigen Personen, um es zu sagen.
  }
review-rates = Klicks und Käufe neben allen Plätzen
review-payer = { $thing }, zahlend
review-measured = Gemessen bei der Einreichung
review-expected = Was erwartet wurde
review-unmeasured = In diesem Zeitraum wurden keine Regeln gültig, die vorher gemessen wurden.
review-expected-how = Gegen die Regeln, die damals galten, an den Listen echter Kundinnen und Kunden, bevor sie jemand sah.
review-limit-consent = Klicks und Käufe sind von Personen, deren Einwilligung das Zählen erlaubt, binnen 24 Stunden nach einer Liste, die ihr Ereignis nennt.
review-limit-causes = Raten zweier Zeiträume oder zweier Gruppen von Artikeln unterscheiden sich aus vielen Gründen. Nur ein Experiment sagt, was eine Regel bewirkt hat.
review-limit-few = Von weniger als { $thing } Personen wird nichts berichtet.
promoted-title = Was hervorgehoben wurde
promoted-none = Keine Regel dieses Zeitraums hat etwas festgesetzt, gehoben, gesenkt oder ausgeschlossen oder einer Gruppe ihren Anteil gegeben.
promoted-rules = Geltende Regeln
promoted-pin = fester Platz „{ $thing }“
promoted-boost = Heben und Senken „{ $thing }“
promoted-group = Gruppe „{ $thing }“
promoted-target = Ziel „{ $thing }“
promoted-exclusion = Ausschluss „{ $thing }“
promoted-no = { $a }, Nr. { $b }
promoted-puts = setzt „{ $a }“ auf Platz { $b }
promoted-lowers = { $n ->
    [one] senkt um { $shown } Punkt
   *[other] senkt um { $shown } Punkte
  }
promoted-raises = { $n ->
    [one] hebt um { $shown } Punkt
   *[other] hebt um { $shown } Punkte
  }
promoted-kept-out = wird niemandem gezeigt
promoted-always = immer
promoted-from = ab { $thing }
promoted-until = bis { $thing }
promoted-span = { $a } bis { $b }

# Was im Zeitraum getan wurde.
deed-version = Version { $thing }
deed-nobody = niemand
deed-rules = Regeln, die gültig wurden
deed-changes = Änderungen der Regeln
deed-no-rules = In diesem Zeitraum wurden keine Regeln gültig.
deed-imposed = durchgesetzt, ohne Freigabe
deed-rolled-back = frühere Regeln wieder in Kraft gesetzt
deed-published = veröffentlicht
deed-by-source = Danach, warum sie angesehen wurden
deed-reviews = Was Menschen geprüft haben
deed-no-review = In diesem Zeitraum kam nichts zur Prüfung.
deed-undecided = Davon ist noch nichts entschieden.
deed-median = { $n ->
    [one] Die Hälfte dessen, was entschieden wurde, war binnen { $shown } Stunde nach dem Eingang entschieden.
   *[other] Die Hälfte dessen, was entschieden wurde, war binnen { $shown } Stunden nach dem Eingang entschieden.
  }
deed-open = offen
deed-resolved = gelöst
deed-opened = Was eröffnet wurde
deed-incidents = Vorfälle
deed-no-incident = In diesem Zeitraum wurde keiner eröffnet.
alarm-above-drift = { $a } der Aufmerksamkeit gingen zu anderen Kategorien über, üblich sind höchstens { $b }
alarm-coverage = { $a } des Angebots werden gezeigt, üblich sind mindestens { $b }
alarm-concentration = die Konzentration der Plätze ist { $a }, üblich ist höchstens { $b }
alarm-fallback = in { $a } der Listen ist etwas eingesprungen, üblich sind höchstens { $b }
alarm-opted_out = { $a } der Listen waren für Menschen, die nichts Persönliches wollen, üblich sind höchstens { $b }
alarm-reports = Meldungen je 1 000 Listen: { $a }, üblich sind höchstens { $b }
alarm-clicks = „{ $a }“ von „{ $b }“ klickt { $c }-mal so oft wie die Gruppe, die es am häufigsten tut, höchstens { $d }-mal
alarm-purchases = „{ $a }“ von „{ $b }“ kauft { $c }-mal so oft wie die Gruppe, die es am häufigsten tut, höchstens { $d }-mal
alarm-leakage = nichts begrenzt, was Listen von „{ $thing }“ verraten: Das Modell im Einsatz hat davon nichts gelernt. Wer diesen Shop betreibt, muss es mit --leaning trainieren, oder die Grenze muss weg
incident-of-review = Eine Prüfung fand, dass „{ $thing }“ mehr braucht als eine Prüfung
incident-quiet = Es ist nicht mehr so.
deed-asked-clicks = { $thing } (Personen, die geklickt haben)
deed-asked-purchases = { $thing } (Personen, die gekauft haben)
deed-tried = Was versucht wurde
deed-experiments = Experimente
deed-no-experiment = In diesem Zeitraum lief keines.
deed-uncertain = { $n ->
    [one] Von { $shown } Experiment lässt sich im Moment dieses Berichts nichts Sicheres sagen.
   *[other] Von { $shown } Experimenten lässt sich im Moment dieses Berichts nichts Sicheres sagen.
  }

# Was ein Experiment sagt.
trial-too-few = Nichts wird gesagt, solange ein Arm weniger als { $thing } Personen hat, die zählen.
trial-found-better-clicks = Die Variante ist besser: Zwischen { $a } und { $b } mehr Personen klicken.
trial-found-worse-clicks = Die Variante ist schlechter: Zwischen { $b } und { $a } weniger Personen klicken.
trial-found-open-clicks = Noch ist nicht bekannt, was besser ist: Zwischen { $a } weniger und { $b } mehr Personen klicken.
trial-found-better-purchases = Die Variante ist besser: Zwischen { $a } und { $b } mehr Personen kaufen.
trial-found-worse-purchases = Die Variante ist schlechter: Zwischen { $b } und { $a } weniger Personen kaufen.
trial-found-open-purchases = Noch ist nicht bekannt, was besser ist: Zwischen { $a } weniger und { $b } mehr Personen kaufen.
trial-in-points = { $thing } Punkten

# Der Transparenzbericht.
clarity-how = Wie Listen entstehen
clarity-unlearnt = Noch ist nichts gelernt, darum wird nichts Persönliches empfohlen.
clarity-sum = Eine Punktzahl ist eine Summe von Posten mit Vorzeichen, einem für jeden Hinweis; nichts anderes ordnet einen Artikel ein.
clarity-measured = Anteile sind vollständig gezählt, auf { $n ->
    [one] der letzten Liste
   *[other] den letzten { $shown } Listen
  }, von { $people ->
    [one] { $people } Person
   *[other] { $people } Personen
  }.
clarity-parameters = Woraus eine Punktzahl besteht
clarity-data = Welche Daten benutzt werden
clarity-kinds = Arten von Daten
clarity-used = ja
clarity-unused = nein
clarity-set = Was der Shop festgelegt hat
clarity-in-force = Geltende Regeln
clarity-no-rule = Es gilt keine Regel.
clarity-paid = jemand bezahlt dafür
clarity-promotion = Hervorhebung
clarity-fairness = ein fairer Anteil
clarity-variety = Abwechslung
clarity-exclusion = ferngehalten
clarity-choices = Was Kundinnen und Kunden tun können
clarity-can = Wahlmöglichkeiten
clarity-lists = Listen des Zeitraums
clarity-asked = Worum gebeten wurde
clarity-calls = Aufrufe
clarity-asked-how = Gezählt aus der Spur des Dienstes, so weit sie zurückreicht. Was auf der Befehlszeile geschieht, steht nicht darin, und Kopien für seither gelöschte Personen sind mit ihnen verschwunden.
clarity-settings = Änderungen dessen, was Freigabe braucht und was Alarm schlägt
clarity-record = Wie sich das prüfen lässt
clarity-chain = Jede Entscheidung ist ein Glied einer Kette von Hashes. Als dieser Bericht entstand, endete die Kette bei Glied { $a } mit dem Hash { $b }.
clarity-signed = Ihr Stand wurde zuletzt bei Glied { $a } unterschrieben, am { $b }, mit dem Schlüssel { $c }.
clarity-unsigned = Ihr Stand wurde nie unterschrieben: Wer in den Speicher schreiben kann, könnte die Kette neu gemacht haben.

# Wie ein Modell in Gebrauch kam.
use-title = Das Modell in Gebrauch
use-none = Es gibt noch keines.
use-kept = Modell { $thing }, { $n ->
    [one] das einzige, das aufbewahrt ist
   *[other] eines von { $shown }, die aufbewahrt sind
  }. Es folgt die Karte, die geschrieben wurde, als es entstand.
use-unheld = Es wurde an keinem früheren Modell gemessen, als es in Gebrauch kam.
use-came = Es kam in Gebrauch: { $thing }.
use-refused = Es wurde abgelehnt: { $thing }.
use-somebody = Jemand
use-overridden = { $a } machte es dennoch zum gültigen, am { $b }: { $c }

# Die Karte, die das Training schreibt, in Markdown.
card-title = Modellkarte: `{ $thing }`
card-about = Lineare Operatoren in geschlossener Form, jeder mit eigenen Posten in jeder Punktzahl: was zusammengehört (mehrere Operatoren in einer dünn besetzten Matrix von Gewichten zwischen Artikeln), was in einem Besuch nach was angeklickt wird, was ähnlich beschrieben ist, Beliebtheit und Trend. Geschrieben von candor { $a }, Format { $b }.
card-data = Daten
card-customers = Kundinnen, Kunden und Gäste, die etwas gewählt haben
card-events = Ereignisse, die die Einwilligung zulässt
card-items = Artikel
card-weights = Gewichte zwischen Artikeln
card-unlinked = Paare aus Anlass und Artikel, die Prüfende zurücknahmen
card-newest = neuestes Ereignis
card-none = keines
card-digest = Prüfsumme dessen, woraus gelernt wurde
card-parameters = Parameter
card-all = Alle Parameter
card-one = Parameter
card-its-value = Wert
card-formula = Zuversicht: `1 / (1 + exp(-({ $a } Punktzahl { $b } ln(1 + Artikel, die sprechen) { $c } ln(Rang) { $d })))`, mit dem Rang vor jeder Regel.
card-measured = Wie es gemessen wurde
card-taken-over = Gar nicht: Parameter und Kalibrierung sind die des Modells `{ $thing }`, dessen Karte sagt, wie sie gewählt wurden und wie jenes Modell gemessen wurde. `candor train` ohne `--keep` wählt und misst neu.
card-unmeasured = Gar nicht: Es gibt zu wenige Daten, um einen Teil zurückzuhalten.
card-hold-out = { $n ->
    [one] Versuche lernen aus den Ereignissen vor { $thing } (85 % davon) und werden gefragt, was { $shown } Kundin oder Kunde danach neu gewählt hat, unter allen noch nicht gekauften Artikeln. Die Parameter unten wurden daran gewählt, einer nach dem anderen, darum fallen die Zahlen zu ihren Gunsten aus; `candor evaluate` misst an einem späteren Teil, den keine Wahl gesehen hat. Das Modell selbst wird dann mit den gewählten Parametern aus allem bestimmt.
   *[other] Versuche lernen aus den Ereignissen vor { $thing } (85 % davon) und werden gefragt, was { $shown } Kundinnen und Kunden danach neu gewählt haben, unter allen noch nicht gekauften Artikeln. Die Parameter unten wurden daran gewählt, einer nach dem anderen, darum fallen die Zahlen zu ihren Gunsten aus; `candor evaluate` misst an einem späteren Teil, den keine Wahl gesehen hat. Das Modell selbst wird dann mit den gewählten Parametern aus allem bestimmt.
  }
card-chosen-parameters = gewählte Parameter
card-most-popular = beliebteste ungesehene Artikel
card-trials = Versuche
card-trials-how = Ein Parameter nach dem anderen, jeder mit allen übrigen auf den besten Werten, die vor ihm gefunden wurden.
card-parameter = Parameter
card-value = Wert
card-confidence = Zuversicht
card-weighed = Eine Punktzahl ist in Log-Odds: Eine regularisierte logistische Regression hat die Quellen von Hinweisen gewichtet.
card-scaled = Eine Punktzahl ist in Log-Odds: eine Steigung für alle Quellen, in den Verhältnissen, die die Versuche gefunden haben.
card-as-given = Punktzahlen sind, wie die Parameter sie geben.
card-tried = NDCG@20 auf der Hälfte, aus der nicht gelernt wurde: { $a } mit einem eigenen Gewicht für jede Quelle, { $b } mit einem für alle.
card-impossible = nicht möglich
card-bins = Gelernt aus jeder zweiten zurückgehaltenen Person, geprüft an den übrigen, die auch bei den Parametern mitgesprochen haben; was in einem Besuch als Nächstes angeklickt wird, ist allein nach dem Rang gewichtet. Klassen mit gleich vielen Fällen; erwarteter Kalibrierungsfehler { $thing }.
card-chart = Zuversicht und wie oft sie eintraf
card-from = Zuversicht von
card-to = bis
card-candidates = Kandidaten
card-mean = mittlere Zuversicht
card-share = Anteil gewählt
card-rank = Rang
card-error = erwarteter Kalibrierungsfehler
card-ranks = { $a } bis { $b }
card-use = Verwendungszweck
card-use-for = Die Artikel des Shops für eine Kundin, einen Kunden oder neben einem Artikel zu ordnen und zu sagen, warum: Jede Punktzahl ist eine Summe von Posten mit Vorzeichen, einem je Hinweis, und die gezeigten Gründe sind Gruppen dieser Posten. Geschichten zählen nur, soweit die Einwilligung es erlaubt. Segmente gehen nie in eine Punktzahl ein; sie dienen der Prüfung, ob Gruppen gleich gut bedient werden, für alle, die das erlauben (`candor evaluate`).
card-use-not = Nicht gedacht für: Preise nach Person; Entscheidungen über Kredit, Arbeit, Wohnung, Versicherung oder Gesundheit; das Erraten, was jemand ist.
card-limits = Grenzen
card-limit-repeats = Es wiederholt, was getan wurde. Was nie gezeigt wurde, wurde nie gewählt, und das Modell kann beides nicht unterscheiden.
card-limit-few = Ein Artikel, den vor dem Training wenige gewählt haben, ist durch Beschreibung, Preis und Kategorie bekannt; solche Hinweise verblassen, je mehr Menschen ihn wählen. Ein Artikel ohne all das kann nur durch eine Regel in einer Liste stehen.
card-limit-causes = Gewichte sagen, was zusammengehört, nicht, was was verursacht.
card-limit-frequency = Die Zuversicht ist eine Häufigkeit über Menschen wie die zurückgehaltenen; sie verschiebt sich mit dem Angebot des Shops.
card-limit-groups = Genauigkeit nach Kundengruppe, Abwechslung und Aufmerksamkeit stehen nicht auf dieser Karte: `candor evaluate` misst sie.
