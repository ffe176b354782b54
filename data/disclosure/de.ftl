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
source-season = Was zu dieser Jahreszeit gekauft wird
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
why-newness = { $n ->
    [one] Ein Artikel, den es seit heute gibt, bekommt { $points } Punkte, nach { $days } Tag keine mehr.
   *[other] Ein Artikel, den es seit heute gibt, bekommt { $points } Punkte, nach { $days } Tagen keine mehr.
  }
why-season = Ein Artikel, der in diesem Monat 2,7-mal so viel gekauft wird wie sonst, und das in jedem bekannten Jahr, bekommt { $points } Punkte.
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
rule-leakage = Eine Liste verschiebt die Chancen, das Merkmal { $segment } zu erraten, höchstens um den Faktor { $factor }, hinauf oder hinab, wer auch immer sie bekommt, soweit andere Regeln es zulassen und genug bekannt ist. Was zu welcher Gruppe neigt, wird nur von denen gelernt, die Fairness messen lassen.
rule-exclusion = { $name }: Solche Artikel werden hier nicht gezeigt.
rule-reviewed = { $n ->
    [one] Von Menschen nach Prüfung einer Empfehlung ausgeschlossen: { $shown } Artikel.
   *[other] Von Menschen nach Prüfung einer Empfehlung ausgeschlossen: { $shown } Artikel.
  }
rule-cap-brand = { $n ->
    [one] Höchstens { $shown } Artikel einer Marke.
   *[other] Höchstens { $shown } Artikel einer Marke.
  }
rule-cap-category = { $n ->
    [one] Höchstens { $shown } Artikel einer Kategorie.
   *[other] Höchstens { $shown } Artikel einer Kategorie.
  }
rule-cap-seller = { $n ->
    [one] Höchstens { $shown } Artikel eines Anbieters.
   *[other] Höchstens { $shown } Artikel eines Anbieters.
  }
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
page-few = { $n ->
    [one] Die letzte Liste stammt von weniger als { $least } Personen, darum wird kein Anteil genannt: Er könnte von einer von ihnen sprechen.
   *[other] Die letzten { $shown } Listen stammen von weniger als { $least } Personen, darum wird kein Anteil genannt: Er könnte von einer von ihnen sprechen.
  }
page-measured = { $n ->
    [one] Anteile sind an der letzten Liste mit { $items } gemessen.
   *[other] Anteile sind an den letzten { $shown } Listen mit { $items } gemessen.
  }
page-items = { $n ->
    [one] { $shown } Artikel
   *[other] { $shown } Artikeln
  }
page-worth = Was ein Ereignis zählt
page-worth-text = Ein Kauf zählt heute 1. Volle Balken sprechen für Artikel, die dazu passen, schraffierte dagegen. Eine Bewertung liegt zwischen dem, was dir gefallen hat, und dem, was nicht.
page-fade = Wie es verblasst
page-fade-text = { $half_life ->
    [one] Was du getan hast, zählt jeden Tag nur noch halb so viel, zurückgerechnet von dem, was du zuletzt getan hast.
   *[other] Was du getan hast, zählt alle { $days } Tage nur noch halb so viel, zurückgerechnet von dem, was du zuletzt getan hast.
  }
page-fade-after = { $days } Tage alt

# Was die Kundin oder der Kunde getan hat.
did-view = Du hast { $thing } angesehen
did-cart = Du hast { $thing } in den Korb gelegt
did-purchase = Du hast { $thing } gekauft
did-rate = Du hast { $thing } bewertet
did-like = { $thing } hat dir gefallen
did-dislike = { $thing } hat dir nicht gefallen
did-save = Du hast dir { $thing } gemerkt
did-return = Du hast { $thing } zurückgeschickt
did-not_interested = { $thing } hat dich nicht interessiert
did-report = Du hast { $thing } gemeldet

# Was gerade getan wurde und was daraus folgt.
done-view = Du hast { $thing } angesehen. Deine Liste folgt dem.
done-cart = Du hast { $thing } in den Korb gelegt. Deine Liste folgt dem.
done-purchase = Du hast { $thing } gekauft. Deine Liste folgt dem.
done-save = Du hast dir { $thing } gemerkt. Deine Liste folgt dem.
done-like = { $thing } gefällt dir. Deine Liste folgt dem.
done-dislike = { $thing } gefällt dir nicht. Deine Liste folgt dem.
done-not_interested = { $thing } interessiert dich nicht. Deine Liste folgt dem.
done-have = Du hast { $thing } schon. Es wird nicht mehr vorgeschlagen und zählt, als hättest du es hier gekauft.
done-unfair = Du findest es unfair, dass { $thing } vorgeschlagen wird. Menschen sehen sich das an, und dir wird es nicht mehr vorgeschlagen.
done-personal = { $thing } kam dir zu nahe. Was darin am meisten wog, wird nicht mehr benutzt; die Liste unten entstand ohne es.
done-personal-back = Was bei { $thing } am meisten wog, wird wieder benutzt.
done-undone = Rückgängig gemacht: Was du zu { $thing } gesagt hast, wird nicht benutzt.
done-unused = Was du mit { $thing } getan hast, wird nicht mehr benutzt. Die Liste unten entstand ohne es.
done-gift = { $thing } war ein Geschenk und wird nicht mehr benutzt. Die Liste unten entstand ohne es.
done-used = Was du mit { $thing } getan hast, wird wieder benutzt.
done-event-unused = Etwas, das du mit { $thing } getan hast, wird nicht mehr benutzt. Die Liste unten entstand ohne es.
done-event-used = Etwas, das du mit { $thing } getan hast, wird wieder benutzt.
done-all-unused = Neu begonnen: Nichts, was du bisher getan hast, wird benutzt. Es bleibt gespeichert und kann wieder benutzt werden.
done-all-used = Alles, was du getan hast, wird wieder benutzt.
done-all-before = Was vorher benutzt wurde, wird wieder benutzt.
done-recommend-yes = Was du getan hast, darf bestimmen, was du siehst.
done-recommend-no = Was du getan hast, bestimmt nicht mehr, was du siehst, und es wird nichts mehr daraus gelernt.
done-explain-yes = Was du getan hast, darf in Gründen genannt werden.
done-explain-no = Was du getan hast, wird in Gründen nicht mehr genannt.
done-measure_fairness-yes = Du darfst mitgezählt werden, wenn der Shop prüft, ob Gruppen gleich behandelt werden.
done-measure_fairness-no = Du wirst nicht mehr mitgezählt, wenn der Shop prüft, ob Gruppen gleich behandelt werden.
done-extent-full = Volle Personalisierung: Alles, was du erlaubst, wird benutzt.
done-extent-light = Leichte Personalisierung: Nur was du zuletzt getan hast, wird benutzt.
done-extent-off = Personalisierung ist aus: Nichts, was du getan hast, wird benutzt.
done-paused = Pausiert: Sieben Tage lang wird nichts, was du getan hast, für deine Listen benutzt. Danach ist von selbst alles wie zuvor.
done-blocked = { $thing } wird dir von jetzt an nie gezeigt.
done-preferred = Du magst { $thing }: Das spricht für solche Artikel und kann als Grund genannt werden.
done-topic-free = { $thing } wird weder ferngehalten noch bevorzugt.
done-paused-until = Pausiert bis { $thing }: Bis dahin wird nichts, was du getan hast, für deine Listen benutzt. Danach ist von selbst alles wie zuvor.
done-topics = Du hast deine Themen geändert. Nie gezeigt: { $blocked }. Gemocht: { $preferred }.
list-left = Nicht mehr in deiner Liste: { $things }
list-came = Neu in deiner Liste: { $things }
list-same = Deine Liste bleibt, wie sie war.
list-order = Deine Liste enthält dasselbe in anderer Reihenfolge.
undo = Rückgängig
undo-all = Alles wieder benutzen
letter-subject = { $shop }: Du hast geändert, was wir benutzen dürfen
letter-end = Wenn du das nicht warst, sieh dir deine Einstellungen an: { $where }
letter-deleted-subject = { $shop }: Alles, was über dich gespeichert war, ist gelöscht
letter-deleted = Alles, was über dich gespeichert war, ist gelöscht, wie jemand mit deiner Anmeldung es verlangt hat. Es ist nichts mehr da, das du ansehen oder rückgängig machen könntest.

# Die Seite mit Daten und Einstellungen.
you-title = Deine Daten und Einstellungen
you-story = Was der Shop über dich speichert, was er damit tut und was davon du willst. Jede Änderung gilt ab der nächsten Liste, und du siehst sofort, was sie bewirkt.
you-signal = Dein Browser will kein Profil
you-signal-text = Er sendet Global Privacy Control, und daran halten wir uns: Nichts, was du getan hast, wird hier für deine Listen benutzt, was auch immer unten gewählt ist, und mehr kann nicht erlaubt werden. Um das zu ändern, schalte das Signal für diesen Shop im Browser aus.
you-now = Deine Liste jetzt
you-now-text = Gerade eben gemacht, mit dem, was unten gewählt ist. Jeder Artikel führt zu seinem Warum.
you-now-broken = Gerade kann keine Liste erstellt werden; was Sie wählen, gilt trotzdem.
you-now-plain = Sie ist nicht persönlich: Das ist hier beliebt.
you-purposes = Wofür es benutzt werden darf
you-chosen = Du hast entschieden. Du kannst dich jederzeit anders entscheiden.
you-unchosen = Du hast noch nicht entschieden, darum ist nichts angekreuzt. Bis dahin gilt, was der Shop erklärt hat.
you-partly = Über einen Teil hast du entschieden. Vom Rest ist nichts angekreuzt, und es gilt, was der Shop erklärt hat.
you-basis-yes = Bis du entscheidest: erlaubt.
you-basis-no = Bis du entscheidest: nicht erlaubt.
you-yes = Erlauben
you-no = Nicht erlauben
you-recommend = Bestimmen, was ich sehe
you-recommend-text = Was du getan hast, bestimmt, was dir vorgeschlagen wird, und der Shop lernt daraus zusammen mit dem, was andere taten, was gut zusammenpasst.
you-explain = In Gründen genannt werden
you-explain-text = Gründe dürfen nennen, was du getan hast, etwa „weil du das gekauft hast“. Sonst bleiben sie allgemein.
you-measure_fairness = Prüfen, ob alle gleich behandelt werden
you-measure_fairness-text = Du wirst mit deiner Gruppe gezählt, etwa deiner Altersgruppe, wenn der Shop prüft, dass keine Gruppe schlechter behandelt wird. Deine Gruppe bestimmt nie, was vorgeschlagen wird. Der Shop darf bei einigen, die dies erlauben, auch eine Regel oder Listen ohne Gründe ausprobieren und zählen, was daraus wird.
you-extent = Wie viel benutzt wird
you-full = Voll
you-full-text = Alles, was du erlaubst, je älter desto weniger.
you-light = Leicht
you-light-text = Nur die letzten { $days } Tage.
you-off = Aus
you-off-text = Nichts. Deine Liste ist die gleiche wie die aller.
you-pause = Pause
you-pause-text = Sieben Tage lang nichts, dann von selbst wie zuvor.
you-paused-until = Pausiert bis { $thing }. Eine andere Wahl beendet die Pause.
you-topics = Themen
you-topics-text = Kategorien und Marken. Was ferngehalten wird, wird nie gezeigt. Was du magst, spricht für solche Artikel und kann als Grund genannt werden.
you-topic = Thema
you-block = Nie zeigen
you-prefer = Mag ich
you-is-blocked = Nie: { $thing }
you-is-preferred = Gemocht: { $thing }
you-free = Entfernen
you-free-of = { $thing } entfernen
you-deeds = Was du getan hast
you-deeds-text = Über dich gespeichert: { $n }, das Neueste zuerst.
you-deeds-unused = Davon nicht benutzt: { $n }.
you-is-unused = nicht benutzt
you-unuse = Nicht benutzen
you-unuse-of = Nicht benutzen: { $thing }
you-use = Wieder benutzen
you-use-of = Wieder benutzen: { $thing }
you-gift = War ein Geschenk
you-gift-of = War ein Geschenk: { $thing }
you-newer = Neuer
you-older = Älter
you-page = Seite { $page } von { $pages }
you-reset = Neu beginnen
you-reset-text = Nichts, was du bisher getan hast, wird noch benutzt; was du von jetzt an tust, schon. Es bleibt gespeichert und kann wieder benutzt werden.
you-reset-now = Neu beginnen
you-use-all = Alles wieder benutzen
you-copy = Eine Kopie von allem
you-copy-text = Was von dir kam und was daraus wurde: worauf deine Liste beruht und alles, was dir je vorgeschlagen wurde, mit Gründen.
you-leave = Alles löschen
you-leave-text = Alles, was über dich gespeichert ist, endgültig. Du siehst vorher, was das heißt.
you-leave-look = Ansehen, was geschieht
you-letters = Nachrichten an dich
you-letters-text = Jede Änderung auf dieser Seite wird dir auch außerhalb bestätigt.
you-letters-demo = In dieser Demonstration ist die Nachricht eine Datei in ihrem Ordner; die letzten stehen hier.

# Die Seite, auf der alles gelöscht wird.
leave-title = Alles löschen
leave-story = Das lässt sich nicht rückgängig machen: Nichts bleibt, woraus es zurückgeholt werden könnte. Folgendes würde geschehen.
leave-what = Was gelöscht wird
leave-what-events = Was du getan hast: { $n }
leave-what-decisions = Listen, die für dich gemacht wurden, jede mit Gründen: { $n }
leave-what-reviews = Was Menschen davon geprüft haben: { $n }
leave-what-record = Deine Einstellungen auf der Seite davor, deine Themen und Gruppen und die Nachrichten an dich
leave-what-learnt = Was daraus gelernt wurde, geht mit dem nächsten Training. Jenes Modell ist das, welches es gäbe, wärst du nie gekommen.
leave-what-copies = Sicherungen, die der Shop vorher gemacht hat, werden von hier nicht erreicht; sie gehen, wenn der Shop sie löscht.
leave-sure = Ich habe das gelesen und will es
leave-now = Alles löschen
leave-stay = Zurück zu meinen Einstellungen
leave-done = Alles ist gelöscht
leave-receipt = Beleg
leave-when = wann
leave-events = gelöscht: was du getan hast
leave-decisions = gelöscht: Listen
leave-left = noch vorhanden
leave-after = Bewahre diese Seite auf, wenn du einen Beleg willst: Nichts mehr nennt dich, worin man nachsehen könnte. Was aus dir gelernt wurde, geht mit dem nächsten Training.
leave-shop = Zum Shop

# Was um jede Seite herum steht.
frame-skip = Zum Inhalt
frame-nav = Hauptmenü
frame-shop = Shop
frame-you = Deine Einstellungen
frame-how = Wie wir auswählen
frame-console = Konsole
frame-as = Einkaufen als
frame-switch = Wechseln
frame-language = Sprache
frame-foot = { $thing } ist eine Demonstration: Waren, Verkäufer und Kunden sind erfunden. Jede Empfehlung zeigt ihre ganze Rechnung.
frame-foot-shop = Diese Seiten gehören zu { $thing } und sagen, worauf seine Empfehlungen beruhen. Jede Empfehlung zeigt ihre ganze Rechnung.
frame-end = Diese Seiten verlassen
frame-why = Warum das?
frame-close = Schließen

# Die Startseite, und ein empfohlener Artikel.
home-title = Empfohlen für { $thing }
home-foryou = Für dich empfohlen
home-everything = Aus allen Abteilungen
home-departments = Abteilungen
home-all = Alle
home-pages = Seiten
home-earlier = Zurück
home-further = Weiter
rail-relaxed = Eine Regel ließ sich nicht einhalten:
pick-why = Warum das?
pick-like = Gefällt mir
pick-like-of = { $thing } gefällt mir
pick-not = Nichts für mich
pick-not-of = Nichts für mich: { $thing }
tag-sponsored = Gesponsert
tag-promoted = Beworben
tag-fair = Faire Chance
tag-plain = Nicht personalisiert
plain-empty = Im Moment gibt es nichts zu empfehlen.
plain-off = Die Personalisierung ist aus, darum steht hier einfach, was beliebt ist.
plain-consent = Du hast Empfehlungen aus dem, was du getan hast, nicht erlaubt, darum steht hier einfach, was beliebt ist.
plain-context = Gerade lässt sich nichts von dir nachsehen, darum steht hier einfach, was zu dieser Seite passt.
plain-away = Gerade lässt sich nichts von dir nachsehen, darum steht hier einfach, was beliebt ist.
plain-nothing = Du hast hier noch nichts getan, wonach wir gehen könnten, darum steht hier einfach, was beliebt ist.

# Die Seite eines Artikels.
item-picture = Bild: { $thing }
item-paid = { $thing } bezahlt dafür, dass dieser Artikel gezeigt wird.
item-buy = Jetzt kaufen
item-cart = In den Warenkorb
item-save = Merken
item-like = Gefällt mir
item-not = Nicht interessiert
item-fine = Jeder Knopf sagt dem Shop etwas, und deine Liste folgt. Verkauft wird hier nichts.
item-with = Passt dazu
item-foryou = Für dich empfohlen, nachdem du das angesehen hast
item-brand = Marke
item-seller = verkauft von
item-stock = auf Lager

# „Warum das?“
why-title = Warum { $thing }?
why-asked = Warum das?
why-place = Platz { $n } in deiner Liste.
why-alone = Nur nach den Belegen wäre es Platz { $n }.
why-unpaid = Niemand hat für diesen Platz bezahlt.
sure-fairly = Wir sind ziemlich sicher: { $odds }.
sure-good = Gut geraten: { $odds }.
sure-guess = Geraten: { $odds }.
sure-long = Sehr gewagt: { $odds }.
odds-tenths = etwa { $n } von 10 solchen Vorschlägen werden angenommen
odds-one = etwa einer von { $n } solchen Vorschlägen wird angenommen
why-ledger = Von null bis zur Punktzahl
why-ledger-text = Jeder Balken beginnt, wo der vorige endet. Volle Balken sprechen dafür, schraffierte dagegen.
why-ledger-of = Die Rechnung für { $thing }: von null bis zur Punktzahl
why-counted = Was gezählt hat
why-points = Punkte
why-bar = Balken
why-rounding = Rundung der Zahlen darüber
why-rounded = Rundung
why-score = Punktzahl
why-lines = { $n ->
    [one] Die eine Zeile, genau
   *[other] Alle { $shown } Zeilen, genau
  }
why-exact = Von oben nach unten mit doppelter Genauigkeit addiert ergibt das { $thing }, die Zahl, nach der gereiht wurde.
why-line = Zeile
why-amount = Betrag
why-rests = Worauf es beruht
why-share = Punkte, { $thing } von dem, was dafür spricht.
why-more = und { $n } weitere
why-smaller = Und { $thing }:
why-smaller-points = Punkte.
why-explored = Keine eigenen Punkte: Was dafür spricht, ist zu unsicher, um es zu nennen.
why-ruled = Keine Punkte: Eine Regel gab diesen Platz.
why-did-on = { $did }, am { $day }
why-without-none = Ohne das käme es gar nicht in Frage.
why-without-same = Ohne das wäre es immer noch Platz { $n }.
why-without = Ohne das wäre es Platz { $n }.
why-holds = Auch ohne die drei Dinge, die am meisten wiegen, bliebe es in dieser Liste.
why-leaves = Ohne { $things } wäre es Platz { $n }, nicht mehr in dieser Liste.
why-leaves-none = Ohne { $things } käme es nicht in Frage.
why-unnamed-things = { $n ->
    [one] etwas, das wir nicht nennen,
   *[other] { $n } Dinge, die wir nicht nennen,
}
why-any = irgendetwas davon
list-and = { $first } und { $last }
why-what-if = Was, wenn nicht?
why-what-if-of = Was, wenn nicht? { $thing }
why-unuse = Nicht benutzen
why-unuse-of = Nicht benutzen: { $thing }
why-right = Passt das für dich?
why-not-interested = Nicht interessiert
why-have = Habe ich schon
why-personal = Das ist mir zu persönlich
why-unfair = Das wirkt unfair
why-right-text = Jeder Knopf macht sofort die nächste Liste, sagt, was sich geändert hat, und lässt sich zurücknehmen. „Zu persönlich“ schaltet aus, was hier am meisten wiegt. „Unfair“ geht an Menschen, die es ansehen.
why-not-that = Warum nicht etwas anderes?
why-compare-with = Vergleichen mit
why-compare = Vergleichen
why-less = { $this }, abzüglich { $that }
why-this = Dies
why-that = Das andere
why-gap = Abstand
why-off = Was du ausgeschaltet hast
why-off-thing = Was du mit { $thing } getan hast
why-use = Wieder benutzen
why-use-of = Wieder benutzen: was du mit { $thing } getan hast
why-proof = Entscheidung { $decision }, Regeln { $policy }, Modell { $model }. Der Shop kann das noch einmal ausrechnen, bis aufs letzte Bit.

# Die Zeilen einer Rechnung.
line-unnamed = etwas, das wir nicht nennen
line-after = Was andere nach { $thing } ansehen
line-title = Ein Name wie bei { $thing }
line-category = Eine Kategorie wie bei { $thing }
line-brand = Eine Marke wie bei { $thing }
line-attribute = Eigenschaften wie bei { $thing }
line-price = Ein Preis wie bei { $thing }
line-common = Etwas gemeinsam mit { $thing }
line-page = Du siehst gerade { $thing } an
line-popular = Wie beliebt es ist, verglichen mit dem, was meist gewählt wird
line-trend = Wie viel Interesse es zuletzt findet
line-new = Wie neu es hier ist
line-season = Wie viel mehr davon jedes Jahr um diese Zeit verkauft wird
line-told = Du hast gesagt, dass du { $thing } magst
line-told-unnamed = Was du uns gesagt hast
line-again = Wie oft du es wieder kaufst
line-boost = Regel: { $thing }
line-variety = Regel: Abwechslung in dieser Liste
line-few = Regel: Raum für das, was wenige kennen
line-surprise = Regel: Raum für eine Überraschung
line-chance = Regel: eine faire Chance für { $thing }
line-alike = Regel: { $thing } für alle gleich
line-mix = Regel: eine Mischung wie deine eigene
line-smaller = { $n ->
    [one] 1 kleineres Signal
   *[other] { $n } kleinere Signale
}
line-differences = { $n ->
    [one] 1 kleinerer Unterschied
   *[other] { $n } kleinere Unterschiede
}

# Was schiefging.
oops-here = Nicht hier
oops-there = Nicht von dort
oops-like = So nicht
oops-now = Nicht jetzt
oops-yet = Nicht mehr, oder noch nicht
oops-visit = Diese Seite öffnet sich vom Shop aus, und für höchstens eine Viertelstunde. Melde dich dort an und öffne sie noch einmal.
visit-over = Du hast die Seiten zu deinen Daten verlassen
visit-over-text = Wer diesen Browser nach dir benutzt, sieht sie nicht. Um zurückzukommen, öffne sie wieder vom Shop aus.
oops-page = Diese Seite gibt es nicht.
oops-form = Im Formular fehlt etwas, oder es enthält, was diese Seite nicht anbietet; geh zurück und wähle noch einmal.
oops-address = In der Adresse steht etwas, das diese Seite nicht kennt; öffne die Seite über ihren Link.
oops-no-profile = Dein Browser sagt, dass du kein Profil willst (Global Privacy Control), darum wird nicht mehr benutzt. Schalte das für diesen Shop aus, um mehr zu erlauben.
oops-choice = Das lässt sich nicht speichern: Es ist zu viel oder zu lang.
oops-outside = Diese Änderung kam nicht von einer Seite des Shops, darum wurde sie nicht gemacht.
oops-unlearnt = Der Shop hat noch nichts gelernt. Versuch es bald noch einmal.
oops-changed = Inzwischen hat sich etwas geändert, darum wurde das nicht gemacht. Sieh dir die Seite noch einmal an.
oops-ours = Bei uns ist etwas schiefgegangen.
oops-busy = Gerade sind zu viele hier. Versuch es gleich noch einmal.
oops-late = Das dauerte zu lange, darum haben wir abgebrochen. Was du gesendet hast, kann trotzdem gespeichert sein.
oops-large = Das war zu viel auf einmal.
oops-way = So lässt sich diese Seite nicht aufrufen.
oops-shop = Zum Shop

# Worauf eine Liste verzichten musste.
gave-with = ; das ist nicht zusammen einzuhalten mit: { $thing }
gave-rule-pin = fester Platz `{ $thing }`
gave-rule-group = Gruppe `{ $thing }`
gave-rule-serendipity = der Anteil, der überraschen soll
gave-rule-leakage = die Grenze für Verrat von `{ $thing }`
gave-rule-brand = die Grenze der Marke `{ $thing }`
gave-rule-category = die Grenze der Kategorie `{ $thing }`
gave-rule-seller = die Grenze des Anbieters `{ $thing }`
gave-group = Gruppe `{ $thing }`: Für ihren zugesagten Anteil können zu wenige ihrer Artikel gezeigt werden
gave-serendipity = Überraschung: Zu wenige Artikel sind neu für die Person und könnten ihr gefallen
gave-shortened = Die Liste ist kürzer als gewünscht: Die Grenzen lassen zu wenige Artikel übrig
gave-pin = fester Platz `{ $thing }`: Der Artikel kann jetzt nicht gezeigt werden
gave-leakage = Grenze für Verrat von `{ $thing }`: Keine Liste innerhalb davon wurde gefunden, die die anderen Regeln einhält; von den gefundenen kommt diese ihr am nächsten
gave-leakage-unlearnt = Grenze für Verrat von `{ $thing }`: Das Modell hat nicht gelernt, was zu wem neigt, darum ist die Liste nicht begrenzt
