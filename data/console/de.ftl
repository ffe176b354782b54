# Die Wörter der Konsole, für alle, die für einen Shop arbeiten. Anrede: Sie; Rollen heißen nach ihrer Aufgabe.

# Was jede Seite der Konsole hat.
desk-console = Konsole
desk-sign-out = Abmelden
desk-foot = Was Sie hier tun, wird mit Ihrem Namen, dem Zeitpunkt und Ihrer Begründung festgehalten.
nav-start = Start
nav-tune = Abstimmen
nav-wording = Wortlaut
nav-policies = Regelwerke
nav-experiments = Experimente
nav-reviews = Prüfungen
nav-watch = Beobachtung
nav-incidents = Vorfälle
nav-reports = Berichte
nav-oversight = Aufsicht
role-marketer = Marketing
role-approver = Freigabe
role-analyst = Analyse
role-auditor = Revision
role-admin = Administration
role-publishable = öffentlich
role-secret = geheim
desk-why = Begründung
desk-if-you-like = (wenn Sie möchten)
desk-by = von { $thing }
desk-newer = Neuere
desk-older = Ältere
desk-pages = Seiten
desk-of = { $a } von { $b }
desk-page-of = Seite { $a } von { $b }
desk-range = { $a } bis { $b }
desk-within = { $a } ({ $b } bis { $c })
desk-show = Anzeigen
desk-nobody = niemand
desk-log = Protokoll
desk-history = Verlauf
desk-can = Was Sie tun können
desk-cannot = Und was Sie nicht tun können
desk-too-few = weniger als { $thing } Personen
desk-not-known = nicht bekannt
desk-which = Welche
desk-live = Gültig
desk-draft = Entwurf
desk-this = Dieser Vorschlag
desk-standard = die Standardregeln
desk-standard-live = Die Standardregeln gelten.
desk-version-live = Version { $thing } gilt.
desk-version = Version { $thing }
desk-drafts-by = Entwürfe schreiben Marketing und Administration.
desk-chart = { $thing }, wie in der Tabelle

# Anmelden.
sign-in = Anmelden
sign-title = Anmelden an der Konsole von { $thing }
sign-people = Die Menschen der Demo
sign-demo = Die Demo verlangt keinen Schlüssel. Sie ist nur auf diesem Rechner erreichbar.
sign-key = Ihr Schlüssel
sign-whose = Ein Schlüssel für Marketing, Freigabe, Analyse, Revision oder Administration. Wer den Shop betreibt, erzeugt ihn mit
sign-ends = Sie werden nach einer halben Stunde ohne Klick und nach acht Stunden abgemeldet.
sign-ended = Ihre Sitzung ist beendet: Ihr Schlüssel öffnet nicht mehr.
sign-out = Sie sind abgemeldet.
sign-no-key = Das ist kein Schlüssel.
sign-shut = Dieser Schlüssel öffnet nicht: Er ist unbekannt, widerrufen oder abgelaufen.
sign-program = Dieser Schlüssel ist für Programme. Menschen melden sich mit einem Schlüssel ihrer eigenen Rolle an.
task-marketer = schreibt Regeln und reicht sie ein
task-approver = gibt frei, was andere geschrieben haben, und entscheidet Prüfungen
task-analyst = sieht sich an, was die Regeln bewirken, ändert keine
task-auditor = sieht sich alles an, ändert keine Regel und keine Liste
task-admin = darf all das, nur Eigenes nicht freigeben

# Die Startseite.
start-hello = Schön, dass Sie da sind, { $thing }
start-marketer = Sie schreiben Regeln, sehen, was sie ändern würden, und reichen sie ein. Was viel kostet, gibt jemand anderes frei.
start-approver = Sie geben frei oder lehnen ab, was andere geschrieben haben, kehren zu früheren Regeln zurück und entscheiden, was zur Prüfung ansteht.
start-analyst = Sie sehen die Regeln, probieren andere aus, sehen, was daraus wird, und erstellen Berichte. Sie ändern keine Regel und keine Liste.
start-auditor = Sie sehen alles, was hier entschieden wird, von wem und warum, und erstellen Berichte. Sie ändern keine Regel und keine Liste.
start-admin = Sie dürfen hier alles, nur nicht freigeben, was Sie selbst geschrieben haben.
start-places = Wo Listen stehen
start-placement = Platzierung
start-rules = Gültige Regeln
start-drafts = Entwürfe
start-waiting = Warten auf jemanden
start-scheduled = Geplant
start-experiment = Experiment
start-open = Offene Vorfälle
start-version = Version { $thing }
start-running = läuft
start-no-experiment = keines
start-state = Der Shop und sein Modell
start-customers = Kundinnen und Kunden
start-items = Artikel im Angebot
start-events = Ereignisse
start-decisions = Entscheidungen
start-model = Modell
start-learnt = gelernt aus
start-no-model = noch keines
start-of-events = { $n ->
    [one] { $shown } Ereignis
   *[other] { $shown } Ereignissen
  }
start-of-customers = { $n ->
    [one] { $shown } Kundin oder Kunde
   *[other] { $shown } Kundinnen und Kunden
  }
start-told = { $a } von { $b }
start-until = { $a }, bis { $b }

# Abstimmen.
tune-title = { $thing } abstimmen
tune-back = Zurück zum Vorschlag
tune-heading = Die Regeln von { $thing }
tune-standard = Die Standardregeln gelten; bisher hat niemand andere in Kraft gesetzt.
tune-changing = Sie ändern einen Vorschlag.
tune-try = Probieren Sie andere an Kundinnen und Kunden aus und behalten Sie sie dann als Entwurf.
tune-not-live = Nichts davon gilt, bevor es veröffentlicht ist.
tune-rules = Regeln
tune-for = Vorschau für
tune-remove = Diese Regel entfernen
tune-preview = Vorschau
tune-measure = Messen
tune-keep-changes = Änderungen behalten
tune-keep-draft = Als Entwurf behalten
tune-may-try = Sie dürfen Regeln ausprobieren.
tune-what = Was
tune-would-see = sehen würde
tune-customer = jemand
tune-hint = Ziehen Sie einen Artikel des Entwurfs am Griff an einen Platz, um ihn dort festzuhalten. Mit der Tastatur: Pfeiltasten auf dem Griff, Entf löst ihn.
tune-pin-label = Unsere Wahl
tune-pinned = { $a } ist auf Platz { $b } festgehalten.
tune-released = { $thing } ist nicht mehr festgehalten.
tune-grip = { $a } festhalten, jetzt auf Platz { $b }: Pfeiltasten bewegen, Entf löst

# Die Vorschau eines Entwurfs.
see-sampled = Ein Mensch von zwölf, die ein Hash ihrer Namen unter denen auswählt, deren Verlauf benutzt werden darf, und die nur nummeriert sind. Sie sehen, welche Artikel sich bewegen und welche Regel das tut, nicht, wer jemand ist oder was jemand getan hat.
see-number = Person { $thing } der Stichprobe
see-live = Das sind die gültigen Regeln.
see-nothing = Diese Regeln ändern nichts für { $thing }.
see-places = { $n ->
    [one] { $shown } von { $places } Plätzen ändert sich.
   *[other] { $shown } von { $places } Plätzen ändern sich.
}
see-relaxed = Eine Regel ist nicht einzuhalten:
see-turn = Am { $thing } beginnen oder enden Regeln: Der Entwurf tut dann etwas anderes als jetzt. Diese Listen zeigen den jetzigen Stand.
see-too-few = Weniger als 20 Kundinnen und Kunden haben einen Verlauf, der benutzt werden darf; eine Liste ließe sich also einem Menschen zuordnen: Es gibt niemanden für eine Vorschau. Messen sagt, was die Regeln für alle zusammen ändern würden.
see-unlearnt = Noch ist nichts gelernt, also gibt es keine Listen für eine Vorschau. Die Regeln lassen sich trotzdem schreiben.
see-leaves = fällt weg
see-new = neu
see-up = { $thing } nach oben
see-down = { $thing } nach unten
see-follows = folgt aus dem, was sich darüber bewegt hat, oder aus einer Regel, die weg ist
see-never = nie gezeigt: { $thing }
see-rule = eine Regel
see-brand = genug von dieser Marke
see-category = genug aus dieser Kategorie
see-seller = genug von diesem Anbieter
see-room = macht anderen Platz
see-louder = für andere spricht jetzt mehr
cause-named = { $a } „{ $b }“
cause-pin = fester Platz
cause-boost = gehoben
cause-bury = gesenkt
cause-group = Plätze für
cause-exposure = Aufmerksamkeit, die zusteht:
cause-parity = für alle gleich:
cause-leakage = weniger verraten von
cause-diversity = Abwechslung
cause-cap = eine Grenze für andere
cause-serendipity = Raum für eine Überraschung
cause-calibration = eine Mischung wie die eigene
cause-novelty = Raum für wenig Bekanntes

# Was ein Entwurf für viele ändern würde.
impact-title = { $n ->
    [one] Was es für { $shown } Person ändern würde
   *[other] Was es für { $shown } Kundinnen und Kunden ändern würde
}
impact-moved = Auf { $shown } von { $places } Plätzen stünde ein anderer Artikel.
impact-kept = Die Listen behalten { $a } ihrer Artikel und { $b } ihrer Relevanz.
impact-label = Wirkung, Maß für Maß
impact-measure = Maß
impact-difference = Unterschied, 95 %
impact-uncertain = , kein sicherer Unterschied
impact-causes = Plätze bewegt durch { $thing }. Ein Platz, den zwei Arten von Regeln bewegen, zählt für beide.
impact-how = Dieselben Kundinnen und Kunden unter beiden, ausgewählt durch einen Hash ihrer Namen. Ein Unterschied zählt, wo sein Intervall ganz auf einer Seite der Null liegt. Aufmerksamkeit: Ein Platz zählt 1 / log2(1 + Rang).
impact-at = Diese Listen sind vom { $thing }. Dann beginnen oder enden Regeln, und von den gemessenen Zeitpunkten kostet der Entwurf an diesem am meisten.
impact-left-out = { $n ->
    [one] { $shown } weiterer Zeitpunkt, an dem Regeln beginnen oder enden, wurde nicht gemessen.
   *[other] { $shown } weitere Zeitpunkte, an denen Regeln beginnen oder enden, wurden nicht gemessen.
}
impact-price-enough = Der Preis von „{ $a }“ pendelt sich beim { $b }-Fachen der Streuung der Punkte einer Liste ein; bei diesen Preisen wird erreicht, was die Regel verlangt.
impact-price-short = Der Preis von „{ $a }“ pendelt sich beim { $b }-Fachen der Streuung der Punkte einer Liste ein; auch bei diesen Preisen wird nicht erreicht, was die Regel verlangt.
impact-price-unknown = Zu wenige Menschen zeigen, was „{ $thing }“ kosten würde.
impact-relevance = Erwartete Relevanz
impact-variety = Abwechslung in einer Liste
impact-surprise = Plätze, die überraschen
impact-coverage = Angebot in mindestens einer Liste
impact-parts = Aufmerksamkeit nach Kategorie und Marke
impact-part = Teil des Angebots
impact-category = Kategorie { $thing }
impact-brand = Marke { $thing }
impact-category-none = Artikel ohne Kategorie
impact-brand-none = Artikel ohne Marke
impact-category-others = { $n ->
    [one] { $shown } weitere Kategorie und Artikel ohne eine
   *[other] { $shown } weitere Kategorien und Artikel ohne eine
  }
impact-brand-others = { $n ->
    [one] { $shown } weitere Marke und Artikel ohne eine
   *[other] { $shown } weitere Marken und Artikel ohne eine
  }
impact-attention = Aufmerksamkeit für { $thing }
impact-pin = feste Plätze
impact-boost = Heben und Senken
impact-group = Plätze für Gruppen
impact-diversity = Abwechslung
impact-cap = Grenzen
impact-serendipity = Überraschung
impact-calibration = die eigene Mischung
impact-novelty = wenig Bekanntes
impact-exposure = Aufmerksamkeit über die Zeit
impact-parity = Gleichheit zwischen Kundinnen und Kunden
impact-leakage = Grenzen für Verrat
impact-leaks = Verraten von { $thing }, in Nat
impact-other = eine andere Regel
impact-follow = was aus den anderen folgt

# Was Abwechslung kostet.
curve-title = Was Abwechslung kostet
curve-measured = Gemessen { $a } unter { $b }, an { $c } Kundinnen und Kunden.
curve-again = Regeln oder Modell sind jetzt andere; es wird neu gemessen.
curve-label = Behaltene Relevanz gegen Abwechslung, wie in der Tabelle darunter. Sie sind hier: { $thing }
curve-axis = Abwechslung in einer Liste
curve-here-told = Sie sind hier: { $thing }
curve-here = Sie sind hier
curve-kind = Abwechslung { $thing }
curve-mmr = gegen den ähnlichsten Artikel darüber
curve-dpp = gegen alle Artikel darüber zusammen
curve-table = Die Kurve als Tabelle
curve-variety = Abwechslung
curve-strength = Stärke
curve-kept = Behaltene Relevanz, 95 %
curve-within = Abwechslung in einer Liste
curve-coverage = Abdeckung
curve-stands = { $a } behalten, Abwechslung { $b }
curve-how = Behaltene Relevanz ist, was von den Punkten der Listen ohne jede Regel übrig bleibt; die gültigen Regeln gelten neben der ausprobierten Abwechslung. Punkte sind keine Verkäufe.
curve-first = Es wird zum ersten Mal gemessen. Sehen Sie gleich noch einmal nach.
curve-too-few = Es gibt { $thing } mit einem Verlauf, der benutzt werden darf; darum wird von ihnen keine Kurve gezeigt.

# Das Formular der Regeln.
form-wishes = Wünsche
form-variety = Abwechslung
form-next-to = Abwechslung gegenüber
form-mmr = dem ähnlichsten Artikel darüber
form-dpp = allen Artikeln darüber zusammen
form-surprises = Anteil an Überraschungen
form-closeness = Nähe zur eigenen Mischung der Person
form-novelty = Raum für wenig Bekanntes
form-caps = Höchstens, in einer Liste (leer: keine Grenze)
form-of-brand = von einer Marke
form-of-category = aus einer Kategorie
form-of-seller = von einem Anbieter
form-general = Allgemein
form-owned = Was schon gekauft wurde
form-owned-out = wird nicht wieder gezeigt
form-owned-in = darf wieder gezeigt werden
form-strangers = Für Unbekannte
form-popular = was viele wählen
form-empty = nichts
form-reasons = Gründe an einem Artikel, höchstens
form-wording = Wortlaut
form-tone = Ton der Gründe
form-language = Sprache der Gründe
form-shops = wie der Shop
form-neutral = sachlich
form-warm = herzlich
form-playful = verspielt
form-en = Englisch
form-de = Deutsch
form-fr = Französisch
form-requests = Listen
form-days = Tage
form-attributes = Artikel mit (Name=Wert; …)
form-brands = von Marken (…; …)
form-categories = in Kategorien
form-sellers = von Anbietern
form-items = nach Kennung
form-from = Von (UTC)
form-until = Bis (UTC)
form-groups = Plätze für Gruppen von Artikeln
form-add-group = Gruppe hinzufügen
form-name-read = Name, wie ihn Kundinnen und Kunden lesen
form-least = Mindestens, in %
form-most = Höchstens, in %
form-scope = Bereich
form-prefix = jeder Abschnitt von oben an
form-list = die ganze Liste
form-priority = Vorrang, höher wird zuerst gehalten
form-tested = Oder geprüft mit Wahrscheinlichkeit, in %
form-alpha = fällt höchstens durch, in %
form-corrected = Korrigiert
form-conservative = nie darüber
form-nearest = so nah wie möglich
form-uncorrected = gar nicht
form-exposures = Aufmerksamkeit für Gruppen von Artikeln, über die Zeit
form-add-exposure = Ziel hinzufügen
form-target = Aufmerksamkeit, mindestens, in %
form-over = Gemessen über
form-which-are = das sind
form-gain = Wie schnell der Preis reagiert
form-parities = Artikel, die Kundengruppen gleich oft sehen
form-add-parity = Gleichheitsregel hinzufügen
form-leakages = Was eine Liste davon verraten darf, wer sie bekommt
form-add-leakage = Grenze für Verrat hinzufügen
form-nats = Höchstens, in Nat (0,7 verdoppelt oder halbiert die Chance, richtig zu raten)
form-name = Name
form-segment = Kundengruppen nach Segment
form-apart = Aufmerksamkeit weicht ab um höchstens, in Punkten
form-pins = Feste Plätze
form-add-pin = Festen Platz hinzufügen
form-promotion = Aktion, wie Kundinnen und Kunden sie lesen
form-item = Artikel, nach Kennung
form-place = Platz
form-paid = Bezahlt von
form-boosts = Heben und Senken
form-add-boost = Regel hinzufügen
form-points = Punkte, -10 bis 10
form-exclusions = Nie gezeigt
form-add-exclusion = Ausschluss hinzufügen
form-why = Warum

# Die Teile eines Regelwerks, wo ein Unterschied sie nennt.
part-number = Nr. { $thing }
part-none = nichts
part-diversity = Abwechslung
part-diversity_mode = Art der Abwechslung
part-serendipity = Überraschungen
part-calibration = Nähe zur eigenen Mischung
part-novelty = wenig Bekanntes
part-caps = Grenzen
part-brand = Marke
part-category = Kategorie
part-seller = Anbieter
part-groups = Gruppen
part-name = Name
part-members = Artikel darin
part-attributes = Merkmale
part-brands = Marken
part-categories = Kategorien
part-sellers = Anbieter
part-items = Artikel
part-min_share = Mindestanteil
part-max_share = Höchstanteil
part-scope = Bereich
part-priority = Vorrang
part-fair_star = Test
part-p = p
part-alpha = alpha
part-correction = Korrektur
part-exposures = Aufmerksamkeit über die Zeit
part-target = Ziel
part-window = Zeitraum
part-kind = Art
part-length = Länge
part-gain = Reaktion des Preises
part-parities = Gleichheit
part-segment = Segment
part-difference = Abweichung
part-leakages = Grenzen für Verrat
part-budget = Grenze
part-pins = feste Plätze
part-item = Artikel
part-position = Platz
part-label = Bezeichnung
part-paid_by = bezahlt von
part-active = gültig
part-from = von
part-until = bis
part-boosts = Heben und Senken
part-points = Punkte
part-exclusions = Ausschlüsse
part-owned = schon gekauft
part-fallback = für Unbekannte
part-reasons_max = Gründe höchstens
part-tone = Ton
part-locale = Sprache

# Wo etwas steht.
stand-draft = Entwurf
stand-previewed = gemessener Entwurf
stand-submitted = eingereicht
stand-approved = freigegeben
stand-scheduled = geplant
stand-live = gültig
stand-retired = abgelöst
stand-rejected = abgelehnt
stand-withdrawn = zurückgezogen
stand-dropped = verworfen
stand-running = läuft
stand-ended = beendet
stand-guarded = durch die Schutzgrenze beendet
stand-overtaken = überholt
stand-open = offen
stand-resolved = gelöst

# Vorschläge.
plans-title = Regelwerke von { $thing }
plans-story = Eine Änderung wird entworfen, gemessen, eingereicht, wo nötig freigegeben und dann gültig.
plans-write = Entwurf schreiben
plans-all = Vorschläge
plans-state = Stand
plans-any = alle
plans-nothing = Nichts hat diesen Stand.
plans-empty = Hier hat noch niemand etwas vorgeschlagen.
plans-proposal = Vorschlag
plans-by = Von
plans-last = Letzte Begründung
plans-of = Vom { $thing }
plans-needs = braucht Freigabe
plans-you = (Sie)
plans-back = Zurückkehren
plans-no-earlier = Es gibt keine frühere Version, zu der man zurückkehren könnte.
plans-not-you = Freigabe oder Administration können die Regeln einer früheren Version wieder in Kraft setzen.
plans-return = Setzt die Regeln einer früheren Version sofort in Kraft, als neue Version, die nennt, zu welcher sie zurückkehrt.
plans-version = Version
plans-go-back = Zu ihr zurückkehren
plan-title = Ein Vorschlag für { $thing }
plan-heading = Ein Vorschlag von { $thing }
plan-changes = Was er ändert
plan-nothing = Nichts gegenüber Version { $thing }.
plan-rule = Regel
plan-standard = Standardregeln
plan-this = Dieser
plan-impact = Was das bewirken würde
plan-measured = Gemessen am { $a }, gegen Version { $b }.
plan-unmeasurable = Es war damals nichts zu messen.
plan-unmeasured = Noch nicht gemessen. Spätestens beim Einreichen wird gemessen.
plan-checks = Woran er gemessen wurde
plan-needs = Braucht Freigabe: { $thing }
plan-heard = Wie Gründe lauten würden
plan-may-nothing = Im Moment nichts.
plan-when = Wann, in UTC
plan-now = (leer: jetzt)
plan-created = Als Entwurf behalten. Noch gilt nichts: Messen Sie ihn und reichen Sie ihn dann ein.
plan-edited = Geändert. Er ist wieder ein Entwurf.
plan-previewed = Gemessen.
plan-submitted = Eingereicht.
plan-approved = Freigegeben. Er gilt erst, wenn er veröffentlicht ist.
plan-rejected = Abgelehnt. Wer ihn geschrieben hat, darf ihn ändern und wieder einreichen.
plan-withdrawn = Zurückgezogen.
plan-scheduled = Geplant. Er wird zu seinem Zeitpunkt von selbst gültig.
plan-published = Gültig: Die nächste Liste folgt diesen Regeln.
plan-rolled_back = Gültig: Die nächste Liste folgt wieder den früheren Regeln.
next-draft = Wird geschrieben. Als Nächstes: messen und einreichen.
next-previewed = Geschrieben und gemessen. Als Nächstes: einreichen.
next-needs = Eine Schwelle ist erreicht, darum muss jemand anderes freigeben.
next-submitted = Keine Schwelle ist erreicht: Wer ihn geschrieben hat, darf ihn veröffentlichen.
next-approved = Freigegeben. Als Nächstes: veröffentlichen, jetzt oder zu einem Zeitpunkt.
next-due = Wird von selbst gültig am { $thing }.
next-scheduled = Wird von selbst gültig.
next-live = Version { $thing }, jetzt in Kraft.
next-retired = War Version { $thing }; eine spätere ist in Kraft.
next-withdrawn = Endgültig zurückgezogen.
step-edit = Regeln ändern
step-preview = Messen
step-submit = Einreichen
step-approve = Freigeben
step-reject = Ablehnen
step-publish = Veröffentlichen
step-withdraw = Zurückziehen
step-delete = Löschen
done-created = Geschrieben
done-edited = Geändert
done-previewed = Gemessen
done-submitted = Eingereicht
done-approved = Freigegeben
done-rejected = Abgelehnt
done-withdrawn = Zurückgezogen
done-scheduled = Geplant
done-published = Veröffentlicht
done-imposed = Durchgesetzt, ohne Freigabe
done-rolled_back = Frühere Regeln wieder in Kraft gesetzt
done-lapsed = Nicht in Kraft gesetzt: Ein anderes Regelwerk kam dazwischen
done-as = als Version { $thing }
done-for = für { $thing }
threshold-exclusion = Hält Artikel fern
threshold-exposure = Nimmt einer Gruppe Aufmerksamkeit
threshold-relevance = Kostet Relevanz
threshold-sensitive = Betrifft eine heikle Art von Artikeln
threshold-sponsored = Jemand bezahlt dafür
threshold-wording = Ändert, wie Gründe lauten
threshold-unmeasured = Wurde nicht an genug Menschen gemessen

# Die Prüfliste.
reviews-title = Prüfliste
reviews-story = Was gemeldet wurde, was mit wenig Zuversicht gezeigt wurde oder von heikler Art ist, und eine Stichprobe jeder Woche, die jede Person nachziehen kann.
reviews-figures = Wie oft Menschen zustimmen
reviews-entries = Einträge
reviews-open = was offen ist
reviews-decided = was entschieden ist
reviews-both = beides
reviews-because = wegen
reviews-anything = allem
reviews-nothing-open = Nichts wartet darauf, angesehen zu werden.
reviews-nothing = Einen solchen Eintrag gibt es nicht.
reviews-item = Artikel
reviews-where = Wo
reviews-when = Wann
reviews-verdict = Entschieden
reviews-closed = Was der Person gesagt wurde, sehen nur Freigabe, Revision und Administration.
reviews-later = Spätere Einträge
reviews-out = Zurzeit ferngehalten
reviews-none-out = Keine Prüfung hält etwas fern.
reviews-of = Aus
reviews-since = Seit
reviews-everywhere = überall
verdict-fine = In Ordnung
verdict-suppress_here = Hier fernhalten
verdict-suppress_everywhere = Überall fernhalten
verdict-wrong_reason = Falscher Grund
verdict-incident = Vorfall
meaning-fine = Daran ist nichts falsch.
meaning-suppress_here = Dieser Artikel wird in dieser Platzierung niemandem mehr gezeigt.
meaning-suppress_everywhere = Dieser Artikel wird in keiner Platzierung mehr gezeigt.
meaning-wrong_reason = Der Artikel ist in Ordnung, was über ihn gesagt wurde, nicht. Was der Satz anführt, zählt ab dem nächsten Training bei diesem Artikel nichts.
meaning-incident = Es ist etwas schiefgegangen, das mehr braucht als das.
review-title = Prüfung von { $thing }
review-story = { $a }, { $b }.
review-shown = { $a }, { $b }, gezeigt in { $c }.
review-told = Was der Person gesagt wurde
review-unknown = Die Liste, die ihn zeigte, ist nicht bekannt oder wurde vergessen.
review-silent = Es wurde nichts dazu gesagt.
review-share = { $thing } dessen, was für ihn spricht
review-who = Wer die Person ist, bleibt im Speicher; der Eintrag geht, wenn sie gelöscht wird.
review-undecided = Noch hat niemand etwas entschieden.
review-undo = Rückgängig machen
review-decide = Entscheiden
review-may-not = Sie entscheiden hier nichts: { $thing }.
review-undo-story = Was die Entscheidung fernhält, darf wieder gezeigt werden, was sie zurücknahm, lernt das nächste Training wieder, und der Eintrag ist offen. Der Verlauf behält beides.
review-unlinked = { $n ->
    [one] Ab dem nächsten Training zählt dies bei dem Artikel nichts:
   *[other] Ab dem nächsten Training zählen diese { $shown } bei dem Artikel nichts:
}
review-cites = Was er anführt
review-wrong = Bei falschem Grund: welcher Satz
review-wrong-all = alle
review-undo-it = Entscheidung rückgängig machen
review-what = Was Sie entscheiden
review-decided = Entschieden. Was ferngehalten wird, fehlt ab der nächsten Liste.
review-undone = Rückgängig gemacht. Der Eintrag ist wieder offen.
review-was-undone = Rückgängig gemacht
figures-story = Von den entschiedenen Einträgen der Anteil, der als „In Ordnung“ entschieden wurde, mit dem 95-%-Intervall darum. Je mehr entschieden ist, desto enger ist es.
figures-nothing = Noch ist nichts entschieden.
figures-fine = Als „In Ordnung“ entschieden
figures-all = alle Einträge
figures-source = Danach, warum sie angesehen wurden
figures-placement = Nach Platzierung
figures-reviewer = Danach, wer entschieden hat
figures-chart = { $thing }: der Anteil, der als „In Ordnung“ entschieden wurde
figures-weeks = Woche für Woche
figures-week = Woche ab
figures-week-chart = Der Anteil, der als „In Ordnung“ entschieden wurde, nach Wochen
figures-by-whom = Wie viel jede Person in Ordnung fand
figures-weeks-means = Nach der Woche, ab Montag in UTC, in der die Entscheidung fiel, die jetzt gilt. Wer viel weniger in Ordnung findet als andere, liest andere Einträge oder liest sie anders: Die Begründungen sagen, welches von beidem.

# Die Beobachtung.
watch-title = Beobachtung von { $thing }
watch-heading = Was { $thing } zeigt und was daraus wird
watch-story = { $n ->
    [one] { $shown } Liste
   *[other] { $shown } Listen
} zwischen { $from } und { $to }, für diese Seite neu gezählt. Von weniger als { $least } Personen wird nichts gesagt; verglichen wird nur, wer sich zählen lässt.
watch-last = Die letzten
watch-days = Tage
watch-span = { $n ->
    [one] { $shown } Tag
   *[other] { $shown } Tage
}
watch-few = In diesem Zeitraum wurden weniger als { $thing } Personen Listen gezeigt, darum wird nichts gesagt, was von ihnen handelt.
watch-unreadable = { $n ->
    [one] { $shown } Eintrag des Protokolls war nicht zu lesen und wird nirgends gezählt.
   *[other] { $shown } Einträge des Protokolls waren nicht zu lesen und werden nirgends gezählt.
}
watch-alarming = Was Alarm schlägt
watch-no-alarm = Nichts überschreitet eine Schwelle.
watch-incident = Zum Vorfall
watch-becomes = Daraus wird ein Vorfall, wenn der Dienst das nächste Mal nachsieht, binnen zehn Minuten, es sei denn, jemand hat ihn schon gelöst.
watch-here-only = Nur in diesem Zeitraum: Vorfälle folgen aus dem unten genannten.
watch-limits = { $n ->
    [one] Vorfälle folgen aus einem Zeitraum von { $shown } Tag.
   *[other] Vorfälle folgen aus einem Zeitraum von { $shown } Tagen.
  }
watch-limits-lists = { $n ->
    [one] Alles außer den Verhältnissen von Kundengruppen und den Grenzen für Verrat schlägt erst ab { $shown } Liste Alarm.
   *[other] Alles außer den Verhältnissen von Kundengruppen und den Grenzen für Verrat schlägt erst ab { $shown } Listen Alarm.
  } Die Schwellen sind Einstellungen der Aufsicht, die die Administration mit einer Begründung ändert.
watch-glance = Auf einen Blick
watch-mark = Der senkrechte Strich zeigt, wo ein Anteil Alarm schlägt.
watch-figure = Kennzahl
watch-now = Jetzt
watch-alarms = Alarm
watch-over = Alarm
watch-groups = Wen es erreicht
watch-groups-story = Von denen, die sich zählen lassen: wer von der ersten Liste des Zeitraums binnen eines Tages etwas angeklickt und wer etwas gekauft hat, gegen die Gruppe, die das am häufigsten tut. Das Intervall gilt, wie oft Sie auch nachsehen. Unter 0,8, vier Fünfteln, lohnt ein Blick; ein Alarm braucht dort das ganze Intervall.
watch-groups-off = Von denen, die sich zählen lassen: wer von der ersten Liste des Zeitraums binnen eines Tages etwas angeklickt und wer etwas gekauft hat, gegen die Gruppe, die das am häufigsten tut. Das Intervall gilt, wie oft Sie auch nachsehen. Unter 0,8, vier Fünfteln, lohnt ein Blick; ein Alarm bräuchte dort das ganze Intervall und ist ausgeschaltet.
watch-nobody = Niemandem, der gezählt werden darf, wurde eine Liste gezeigt, oder noch keine erste Liste ist einen Tag alt.
watch-all-withheld = { $n ->
    [one] Die einzige Gruppe hat
   *[other] Jede der { $shown } Gruppen hat
} weniger als { $least } Personen, die gezählt werden dürfen; darum wird nichts von ihnen gesagt.
watch-clicks = Klicks
watch-purchases = Käufe
watch-group = Gruppe
watch-people = Personen
watch-clicked = Angeklickt
watch-bought = Gekauft
watch-withheld = { $n ->
    [one] { $shown } weitere Gruppe hat weniger als { $least } Personen, die gezählt werden dürfen; darum wird nichts von ihr gesagt.
   *[other] { $shown } weitere Gruppen haben weniger als { $least } Personen, die gezählt werden dürfen; darum wird nichts von ihnen gesagt.
}
watch-items = Was gezeigt wird
watch-items-story = Aufmerksamkeit zählt jeden Platz mit 1 / log2(1 + Rang): den ersten am meisten, den zehnten mit 0,29 davon. Angeklickt und gekauft sind Anteile der Plätze, deren Ausgang gezählt werden darf, am Tag nach der Liste.
watch-nothing-shown = In diesem Zeitraum wurde nichts gezeigt.
watch-attention = Aufmerksamkeit
watch-places-clicked = Plätze, die angeklickt wurden
watch-places-bought = Plätze, die gekauft wurden
watch-fewer = Weniger als { $thing } Personen wurde etwas davon gezeigt.
watch-places = Plätze
watch-shown-few = Weniger als { $a } Personen gezeigt, mit ihren Plätzen: { $b }.
watch-shown-none = Niemandem gezeigt: { $thing }.
watch-left-out = { $n ->
    [one] { $shown } weitere
   *[other] { $shown } weitere zusammen
}
watch-speed = Wie schnell es ist
watch-speed-story = In den letzten { $minutes } Minuten hat dieser Prozess { $n ->
    [one] { $shown } Liste
   *[other] { $shown } Listen
} erstellt. Hier schlägt es keinen Alarm: Jeder Prozess kennt nur seine eigenen Listen.
watch-hour = Der letzten Stunde
watch-took = brauchte höchstens
watch-no-speed = Dieser Prozess hat in der letzten Stunde keine Liste erstellt.
watch-half = Hälfte der Listen
watch-most = 99 von 100 Listen
watch-speed-chart = Wie lange Listen höchstens brauchten
watch-by = Nach { $thing }
watch-ratio-chart = { $a } nach { $b }, gegen die Gruppe mit der höchsten Rate
watch-sample = { $thing }, eine Stichprobe
watch-or-more = { $thing } oder mehr
watch-below = sicher unter vier Fünfteln
watch-maybe-below = unter vier Fünfteln, nicht sicher
watch-not-below = sicher nicht unter vier Fünfteln
watch-maybe-not-below = nicht unter vier Fünfteln, nicht sicher
watch-share-attention = { $thing }: der Anteil an Aufmerksamkeit
watch-share-clicked = { $thing }: der Anteil der Plätze, die angeklickt wurden
watch-share-bought = { $thing }: der Anteil der Plätze, die gekauft wurden
kind-rule = Nach den Gruppen der Regeln
kind-category = Nach Kategorie
kind-brand = Nach Marke
kind-seller = Nach Anbieter
kind-payer = Danach, wer für Plätze bezahlt
glance-chart = Anteile des Zeitraums
glance-personal = Persönlich
glance-personal-means = Listen, die auf etwas Eigenem der Person beruhen.
glance-fallback = Eingesprungen
glance-fallback-means = Listen, in denen Beliebtes einspringen musste, weil nichts Persönliches da oder erlaubt war.
glance-opted_out = Abgewählt
glance-opted_out-means = Listen für Menschen, die nichts Persönliches wollen. Werden es mehr: Fragen Sie, was stört.
glance-coverage = Gezeigtes Angebot
glance-coverage-means = Artikel im Angebot, die in mindestens einer Liste standen. Was nie gezeigt wird, wird nie gekauft.
glance-concentration = Konzentration
glance-concentration-means = 0 %: Alle Artikel im Angebot bekommen gleich viele Plätze. Nahe 100 %: Wenige haben sie alle (Gini).
glance-drift = Abgewandert
glance-drift-means = Aufmerksamkeit, die gegenüber dem Zeitraum davor zu anderen Kategorien überging.
glance-gone = Vergangen
glance-gone-means = Plätze von Artikeln, die nicht mehr im Angebot sind.
glance-reports = Meldungen
glance-reports-means = Empfehlungen, die gemeldet wurden. Jede liegt in der Prüfliste.
glance-reports-limit = mehr als { $thing } je 1 000 Listen
glance-unplaced = Meldungen ohne Liste
glance-unplaced-means = Meldungen, die keine bekannte Liste nennen, sodass niemand sagen kann, wo der Artikel gezeigt wurde. Sie gelten dem ganzen Shop und liegen ebenso in der Prüfliste.
glance-confidence = Zuversicht, Mittel
glance-confidence-means = Wie wahrscheinlich das Gezeigte angenommen wird, nach dem Modell. Für den Zeitraum davor ist es die Zahl darunter.
glance-before = Zuversicht davor
glance-before-means = Ein Rückgang heißt, dass das Modell die Menschen weniger gut kennt: Sehen Sie nach, wann es trainiert wurde.
glance-never = nie
glance-above = über { $thing }
glance-under = unter { $thing }
glance-no-list = keine Liste
glance-no-before = nichts zum Vergleichen

# Vorfälle.
incidents-title = Vorfälle
incidents-story = Was schiefging, wer sich darum kümmert und was getan wurde. Ein Alarm der Beobachtung eröffnet von selbst einen, einmal, wie oft er auch gesehen wird; ebenso eine Prüfung mit diesem Urteil und wer etwas gesehen hat.
incidents-what = Was geschah
incidents-owner = Zuständig
incidents-opened = Eröffnet
incidents-last = Letztes Wort
incidents-resolved = Gelöst
incidents-from = aus: { $thing }
incidents-open = Offen
incidents-none-open = Nichts ist offen.
incidents-none-resolved = Noch wurde nichts gelöst.
incidents-saw = Etwas, das Sie gesehen haben
incidents-few-words = Was geschah, in wenigen Worten
incidents-no-place = in keiner bestimmten Platzierung
incidents-how = Woher Sie es wissen
incidents-no-names = (ohne jemandes Namen: Eine Löschung reicht nicht hierher)
incidents-open-it = Vorfall eröffnen
incidents-opened-by = Vorfälle eröffnen Marketing, Freigabe und Administration.
from-alarm = ein Alarm der Beobachtung
from-review = eine Prüfung
from-person = jemand hat es gesehen
incident-title = Vorfall: { $thing }
incident-owned = { $thing } kümmert sich darum.
incident-unowned = Noch kümmert sich niemand darum.
incident-about = Worum es geht
incident-comes = kommt von
incident-where = wo
incident-watch = die Beobachtung von { $thing }
incident-owner = zuständig
incident-log = Zeilen werden angefügt, nie geändert. Nennen Sie hier keine Kundin und keinen Kunden: Eine Löschung reicht nicht bis ins Protokoll.
incident-nothing = Hier nichts: { $thing }.
incident-to = An wen, nach dem Namen des Schlüssels
incident-take = Übernehmen
incident-why-you = Warum Sie
incident-note = Aufschreiben
incident-found = Was getan oder herausgefunden wurde
incident-resolve = Lösen
incident-became = Was daraus wurde
incident-reopen = Wieder eröffnen
incident-not-over = Warum es nicht vorbei ist
incident-else = Jemand anderem geben
incident-give = Übergeben
incident-why-them = Warum diese Person
incident-opened = Eröffnet. Noch kümmert sich niemand darum.
incident-assigned = Übergeben. Das Protokoll sagt, an wen und warum.
incident-noted = Im Protokoll vermerkt.
incident-resolved = Gelöst. Endet der Alarm und kommt wieder, wird ein weiterer Vorfall eröffnet.
incident-reopened = Wieder offen.
incident-the-watch = der Beobachtung
incident-given-to = an { $thing }
incident-taken = Übernommen
handled-opened = Eröffnet
handled-assigned = Übergeben
handled-noted = Vermerkt
handled-resolved = Gelöst
handled-reopened = Wieder eröffnet
handled-quiet = Wieder ruhig
handled-back = Wieder da

# Experimente.
trials-story = Einige sehen etwas anderes, und verglichen wird, was daraus wird: andere Regeln oder Listen ohne Gründe. Nur wer sich zählen lässt, nimmt teil; jede Person sieht jedes Mal denselben Arm.
trials-plan = Eines planen
trials-all = Was läuft, was geplant ist, was beendet ist
trials-none = Noch wurde nichts ausprobiert.
trials-question = Frage
trials-tried = Ausprobiert
trials-decided-by = Entscheidend
trials-rules = andere Regeln
trials-hidden = Listen ohne Gründe
outcome-clicks = Personen, die klicken
outcome-purchases = Personen, die kaufen
trial-who = Wer was sieht in { $thing }
trial-arm = Arm
trial-sees = Sieht
trial-share = Anteil
trial-count = Personen, die zählen
trial-how = Es nehmen Menschen teil, die persönliche Listen und das Zählen gewählt haben; Gäste und alle anderen nie. In welchem Arm jemand ist, folgt aus einem Hash dieses Experiments und des Namens: Es ist jedes Mal und in jedem Prozess gleich, wird nirgends gespeichert, und ein anderes Experiment teilt neu ein. Jede Person zählt einmal, nach ihrer ersten Liste, einen Tag danach.
trial-changes = Was die Variante ändert
trial-proposal = Der Vorschlag
trial-same = Nichts: Die Variante hat dieselben Regeln wie die Kontrolle.
trial-control = Kontrolle
trial-treatment = Variante
trial-rails = Schutzgrenzen
trial-looks = Der Dienst sieht alle zehn Minuten nach.
trial-rails-stand = Sie gelten von Beginn an.
trial-decides = entscheidet
trial-points = In Punkten. Die Variante ist besser oder schlechter, sobald das ganze Intervall auf einer Seite der Null liegt.
trial-share-of = Anteil der Personen
trial-certainly = Sicher innerhalb
trial-nothing = Nichts.
trial-nothing-over = Nichts: Es ist vorbei.
trial-begin = Beginnen
trial-drop = Verwerfen
trial-end = Beenden
trial-drafted = Als Entwurf behalten. Niemandes Liste ist eine andere, bevor die Freigabe es beginnt.
trial-begun = Läuft: Die nächsten Listen sind die der Arme.
trial-stopped = Erledigt. Alle Listen folgen den gültigen Regeln.
trial-planned = { $n ->
    [one] Für { $shown } Tag geplant. Als Nächstes: Die Freigabe beginnt es.
   *[other] Für { $shown } Tage geplant. Als Nächstes: Die Freigabe beginnt es.
}
trial-given-up = Vor dem Beginn aufgegeben.
trial-day = Tag { $a } von { $b }. Es endet von selbst am { $c } oder früher durch seine Schutzgrenzen.
trial-ended-on = Beendet am { $thing }.
trial-guarded-on = Die Schutzgrenze hat es am { $thing } beendet: Die Variante hat sicher geschadet.
trial-overtaken = Es endete vorzeitig: Was verglichen wurde, ist nicht mehr, was es war. Das Protokoll sagt, warum.
trial-untried = Nichts wurde ausprobiert
trial-few-yet = Noch zu wenige Personen
trial-undecided = Noch nicht entschieden
trial-never = Es wurde nie entschieden
trial-better = Die Variante ist besser
trial-worse = Die Variante ist schlechter
trial-look-often = Sehen Sie nach, so oft Sie mögen: Die Intervalle gelten bei jedem Blick und werden enger, je mehr Personen dazukommen.
trial-unseen = Ein Unterschied mag trotzdem da sein: Mit so vielen Personen war er nicht zu sehen.
trial-not-by-itself = Nichts wird von selbst gültig: Den Vorschlag zu veröffentlichen ist ein eigener Schritt und beendet das Experiment.
trial-ask-why = Wo Gründe verborgen sind, tun mehr Personen, was zählt. Fragen Sie, warum, bevor sich das jemand wünscht: Gründe sind auch da, um fair zu sein.
trial-end-it = Die Listen aller anderen bleiben, wie sie sind. Beenden Sie es, falls keine Schutzgrenze es getan hat.
trial-sees-live = Die gültigen Regeln, wie alle anderen.
trial-sees-standard = Die Standardregeln, wie alle anderen.
trial-sees-version = Version { $thing }, die Regeln, die zu Beginn galten, wie alle anderen.
trial-sees-proposal = Die Regeln des Vorschlags.
trial-sees-hidden = Listen ohne Gründe. Was offenlegt, dass jemand bezahlt oder warum ein Artikel platziert wurde, wird trotzdem gesagt, und „Warum das?“ antwortet allen.
trial-fall = Es endet von selbst, sobald Klicks oder Käufe der Variante sicher um mehr als { $thing } unter denen der Kontrolle liegen.
trial-fall-none = Es endet von selbst, sobald Klicks oder Käufe der Variante sicher unter denen der Kontrolle liegen.
trial-rates-chart = Der Anteil in beiden Armen: { $thing }
trial-difference-chart = Der Unterschied, in Punkten: { $thing }
trial-difference = Unterschied
trial-difference-points = Unterschied, in Punkten
trial-rail-holds = Hält: Der Anteil der Variante kann bis { $a } reichen, die Grenze liegt bei { $b }.
trial-rail-crossed = Überschritten: Der Anteil der Variante kann bis { $a } reichen, die Grenze liegt bei { $b }.
trial-did-draft = Entworfen
trial-did-dropped = Verworfen
trial-did-running = Begonnen
trial-did-ended = Beendet
trial-did-guarded = Durch die Schutzgrenze beendet
trial-did-overtaken = Überholt
trial-the-service = dem Dienst
plan-trial = Experiment planen
plan-trial-in = Experiment planen in { $thing }
plan-trial-story = Sagen Sie vorher, was es herausfinden soll und was entscheidet. Es wird als Entwurf behalten; die Freigabe beginnt es.
plan-trial-where = In
plan-trial-choose = Wählen
plan-trial-question = Was es herausfinden soll
plan-trial-example = Klicken mehr Personen, wenn die Liste abwechslungsreicher ist?
plan-trial-instead = Was einige statt der gültigen Liste sehen
plan-trial-by = Die Regeln eines Vorschlags von { $a } ({ $b })
plan-trial-hidden = Listen ohne Gründe
plan-trial-told = Was offenlegt, dass jemand bezahlt, wird trotzdem gesagt, und „Warum das?“ antwortet allen.
plan-trial-none = In { $thing } gibt es keinen Vorschlag zum Ausprobieren: Schreiben Sie einen unter
plan-trial-approve = Er muss freigegeben sein, bevor das Experiment beginnt.
plan-trial-approved = Ein Vorschlag muss freigegeben sein, bevor das Experiment beginnt.
plan-trial-decides = Was entscheidet
plan-trial-clicks = Personen, die etwas von ihrer ersten Liste anklicken
plan-trial-purchases = Personen, die etwas davon kaufen
plan-trial-share = Wie viele der Teilnehmenden es sehen, in Prozent
plan-trial-days = Wie viele Tage lang
plan-trial-fall = Schutzgrenze: der Rückgang an Klicks oder Käufen, der hingenommen wird, in Prozent der Kontrolle
plan-trial-who = Experimente planen Marketing, Freigabe und Administration.
plan-trial-seen = Was zu sehen ist
plan-trial-from = Wenn { $thing } der Kontrolle tun, was zählt, ist die Variante ab diesem Anteil sicher besser:
plan-trial-each = Personen in jedem Arm
plan-trial-small = Jede Person zählt einmal, nach ihrer ersten Liste, einen Tag danach. Ein kleiner Shop sieht darum nur große Unterschiede; ein längeres Experiment sieht kleinere.
plan-trial-no-difference = kein Unterschied

# Wortlaut.
voice-title = Wortlaut von { $thing }
voice-heading = Wie Gründe lauten in { $thing }
voice-story = Was ein Grund sagt, hängt nie von seinem Wortlaut ab. Ein anderer geht den Weg jeder Regel: ein Entwurf, die Freigabe durch jemand anderen, und erst dann die nächste Liste.
voice-shop = Was nicht gewählt ist, ist wie beim Shop: { $thing }. Eine Sprache, die eine Anfrage verlangt oder die eine Person gewählt hat, geht vor.
voice-propose = Das vorschlagen
voice-may-try = Sie dürfen Wortlaute ausprobieren.
voice-read = Wie sie lauten
voice-manner = { $a }, auf { $b }
heard-sides = { $a }: { $b }. { $c }: { $d }.
heard-live = Das ist der gültige Wortlaut: { $thing }.
heard-lists = Gründe der Listen, die { $a } Kundinnen und Kunden jetzt bekämen, ausgewählt durch einen Hash ihrer Namen und so, als verlangten sie keine eigene Sprache. Ein Satz steht hier nur, wo mindestens { $b } Personen jedes genannte Ding gewählt haben; er verrät also niemanden.
heard-few = Weniger als { $thing } Personen haben einen Verlauf, der benutzt werden darf, oder noch ist nichts gelernt; darum ist keine Liste zu lesen: Alle Beispiele haben erfundene Namen.
heard-hard = Wie schwer sie zu lesen sind
heard-all = Alle Sätze dieser Listen
heard-scales = Englisch wird nach Schulstufe gemessen (Flesch und Kincaid), Deutsch und Französisch nach LIX (Björnsson), Namen zählen, wie sie sind. Einen einzelnen Satz beurteilt beides nur grob: Was zählt, ist das Ganze.
heard-unsaid = { $n ->
    [one] Was keine dieser Listen sagt: { $shown } Art von Grund
   *[other] Was keine dieser Listen sagt: { $shown } Arten von Gründen
}
heard-made-up = erfundene Namen
heard-often = { $shown } von { $all } Gründen
heard-reads = { $n ->
    [one] { $shown } Wort, { $hard }
   *[other] { $shown } Wörter, { $hard }
}
heard-grade = Stufe { $thing }
heard-whole = Wie schwer das Ganze zu lesen ist
heard-easy = Leichte Sätze
heard-words = Wörter je Satz
heard-words-told = { $a }, höchstens { $b }
heard-easy-told = { $a }, bis { $b }

# Berichte.
reports-story = Was in einem Zeitraum gezeigt wurde und was daraus wurde, aus dem Entscheidungsprotokoll gezählt, wenn der Bericht entsteht. Ein Bericht bleibt, wie er erstellt wurde, in der Sprache, in der er erstellt wurde.
reports-make = Einen erstellen
reports-report = Bericht
reports-month = Monat
reports-so-far = { $thing }, bisher
reports-since = oder von diesem Tag
reports-until = bis zu diesem
reports-make-it = Erstellen
reports-before = Früher erstellt
reports-none = Es gibt noch keinen Bericht.
reports-language = Sprache
reports-span = Zeitraum
reports-made = Erstellt
reports-earlier = Frühere Berichte
report-fairness = Fairness-Prüfung
report-transparency = Transparenzbericht
report-model = Modellkarte
report-campaign = Rückblick auf Aktionen
report-of = Über { $a }, { $b } bis { $c }.
report-html = Als Seite sichern
report-csv = Als Tabelle sichern
report-json = Für Programme sichern
report-stands = Worauf dieser Bericht beruht
report-span = Zeitraum, in UTC
report-made = erstellt
report-command = { $thing }, auf der Befehlszeile
report-by = { $a }, von { $b }
report-policy = gültige Regeln
report-model-used = Modell
report-log = Ende des Entscheidungsprotokolls
report-link = Glied { $a }, { $b }
report-language = Sprache
report-at-least = mindestens { $thing }
report-people = { $n ->
    [one] { $shown } Person
   *[other] { $shown } Personen
  }
report-mark = Die Marke: { $thing }.
report-checked = Wer das unterschriebene Bündel des Shops hat, prüft diesen Bericht gegen das Entscheidungsprotokoll mit

# Was der Dienst ablehnt, und warum.
refused-state = das geht nicht mehr oder noch nicht, Stand: { $c }
refused-role = das darf nur: { $thing }
refused-role-approver = Freigabe oder Administration
refused-role-admin = Administration
refused-role-author = Marketing oder Administration
refused-role-handler = Marketing, Freigabe oder Administration
refused-yours = das darf nur „{ $thing }“ als schreibende Person
refused-own = niemand gibt Eigenes frei oder lehnt es ab; bitten Sie eine andere Person mit Freigabe oder ziehen Sie es zurück
refused-own-wish = niemand gibt Einstellungen frei, die er selbst wünscht; bitten Sie eine andere Person mit Freigabe oder Verwaltung, oder nehmen Sie sie zurück
refused-new-key = jemand kennt seit weniger als { $b } Tagen sowohl Ihren Schlüssel als auch den von { $a }, woher dieser Wunsch kommt; eine andere Person gibt ihn frei, oder Sie nach dieser Zeit
refused-reason = die Begründung muss 1 bis { $thing } Zeichen haben
refused-title = ein Titel, eine Frage und ein Name müssen 1 bis { $thing } Zeichen haben
refused-range = „{ $a }“ muss zwischen { $b } und { $c } liegen
refused-running = in dieser Platzierung läuft schon ein Experiment; beenden Sie es zuerst
refused-approval = das braucht die Freigabe durch jemand anderen
refused-outdated = Version { $b } gilt jetzt, und gemessen wurde gegen Version { $a }; reichen Sie es noch einmal ein oder lassen Sie es freigeben
refused-past = der Zeitpunkt ist schon vorbei; lassen Sie ihn weg, um jetzt zu veröffentlichen
refused-not-due = der Zeitpunkt ist noch nicht gekommen
refused-no-placement = der Eintrag nennt keine Platzierung; halten Sie den Artikel stattdessen überall fern
refused-sentences = ein Satz wird nur bei einem falschen Grund genannt
refused-uncited = der Satz gehört nicht zum Eintrag oder führt nichts an, das zurückgenommen werden könnte
refused-nothing-before = es gibt keine frühere Version, zu der man zurückkehren könnte
refused-unknown = einen Vorschlag „{ $thing }“ gibt es nicht
rules-refused = Die Regeln lassen sich nicht speichern: { $thing }.
rules-range = „{ $a }“ muss zwischen { $b } und { $c } liegen, nicht { $d }
rules-empty = „{ $thing }“ darf nicht leer sein
rules-many = „{ $a }“ hat { $b } Regeln, höchstens { $c } werden behalten
rules-impossible = { $thing } sind nicht zusammen einzuhalten: Keine Liste tut das; ändern oder entfernen Sie eine davon
rules-squeezed = bei { $thing } ist das Mindeste mehr als das Höchste; ändern Sie eines von beiden
rules-schedule = „{ $thing }“ endet, bevor es beginnt
rules-fair = „{ $thing }“ setzt das Mindeste jedes Abschnitts selbst: Lassen Sie das Mindeste bei 0 und den Bereich bei jedem Abschnitt
rules-pins = die festen Plätze { $a } und { $b } wollen dasselbe
rules-segments = die Grenzen für Verrat { $a } und { $b } gelten demselben Merkmal; geben Sie jedem eine
rules-unlearnt = Das Modell hat nicht gelernt, was zu welcher Gruppe von „{ $thing }“ neigt: Wer diesen Shop betreibt, muss es mit --leaning trainieren, und genug Menschen müssen Fairness messen lassen.
rules-names = zwei Regeln von „{ $thing }“ haben denselben Namen; geben Sie jeder einen eigenen
rules-value = Die Regeln sind nicht zu lesen: „{ $a }“ kann nicht „{ $b }“ sein. Gehen Sie zurück und ändern Sie das.
rules-unread = Die Regeln sind nicht zu lesen. Gehen Sie zurück und ändern Sie sie.
rules-same = Das sind die gültigen Regeln, also gibt es nichts zu behalten. Gehen Sie zurück und ändern Sie etwas.

# Was schiefging.
fault-here = Nicht hier
fault-signed-out = Nicht angemeldet
fault-you = Nicht für Sie
fault-yet = Nicht mehr, oder noch nicht
fault-like = So nicht
fault-now = Nicht jetzt
fault-way-on = Zur Startseite
fault-page = Diese Seite gibt es nicht, oder worum es ging, ist weg.
fault-form = Im Formular fehlt etwas, oder es enthält, was diese Seite nicht anbietet; gehen Sie zurück und wählen Sie noch einmal.
fault-address = In der Adresse steht etwas, das diese Seite nicht kennt; öffnen Sie die Seite über ihren Link.
fault-outside = Diese Änderung kam nicht von einer Seite der Konsole, darum wurde sie nicht gemacht.
fault-unlearnt = Noch ist nichts gelernt, oder das Modell ist nicht zu gebrauchen. Versuchen Sie es bald noch einmal.
fault-changed = Jemand hat es geändert, seit Sie es gelesen haben, darum wurde das nicht gemacht. Sehen Sie sich die Seite noch einmal an.
fault-full = Schon { $thing } Artikel werden ferngehalten; machen Sie Prüfungen rückgängig oder schließen Sie die Artikel durch ein Regelwerk aus.
fault-full-of-pairs = Schon { $thing } Paare von Artikeln sind zurückgenommen; machen Sie Prüfungen rückgängig, die einen falschen Grund fanden.
fault-ours = Bei uns ist etwas schiefgegangen.
fault-busy = Gerade sind zu viele hier. Versuchen Sie es gleich noch einmal.
fault-late = Das dauerte zu lange, darum wurde abgebrochen. Was Sie gesendet haben, kann trotzdem gespeichert sein.
fault-large = Das war zu viel auf einmal.
fault-way = So lässt sich diese Seite nicht aufrufen.
fault-role = Ihr Schlüssel lässt das nicht zu.
fault-report = Marketing liest die Rückblicke auf Aktionen; die anderen Berichte sind für die, die prüfen.
fault-unsigned = Hier signiert kein Schlüssel, also gibt es keine Datei.
fault-signed-off = Sie sind nicht mehr angemeldet, darum wurde das nicht gemacht. Melden Sie sich an und versuchen Sie es noch einmal.
fault-often = Das war zu oft in zu kurzer Zeit. Versuchen Sie es in { $thing } s noch einmal.
span-month = Ein Monat ist ein Jahr und ein Monat, etwa 2026-06.
span-half = Füllen Sie beide Tage aus oder wählen Sie einen Monat.
span-length = Der letzte Tag muss nach dem ersten kommen, höchstens { $thing } Tage später.
span-future = Der Zeitraum hat noch nicht begonnen.

# Was jeder Code eines Grundes heißt.
code-HIS-BOUGHT = Etwas, das die Person gekauft hat.
code-HIS-VIEWED = Etwas, das die Person angesehen hat.
code-HIS-RATED = Etwas, das die Person gut bewertet hat oder mochte.
code-HIS-CART = Etwas, das die Person in den Korb gelegt hat.
code-HIS-SAVED = Etwas, das sich die Person gemerkt hat.
code-HIS-GROUP = Mehrere Dinge, die Kategorie, Marke, Reihe oder ein Wort ihrer Namen teilen.
code-HIS-OTHER = Der Rest des Verlaufs der Person, als eines gesagt.
code-HIS-NEGATIVE = Etwas, das die Person abgelehnt hat.
code-HIS-REORDER = Der eigene Rhythmus der Person für diesen Artikel.
code-CMP-COMPLEMENT = Etwas, das oft zusammen mit dem gekauft wird, was die Person gekauft hat.
code-CMP-SET = Ein weiteres Stück einer Reihe, von der die Person Stücke hat.
code-ATT-BRAND = Eine Marke, der sich die Person zugewandt hat.
code-ATT-CATEGORY = Eine Kategorie, der sich die Person zugewandt hat.
code-ATT-ATTRIBUTE = Etwas anderes in der Beschreibung: ein Merkmal oder Wörter des Titels.
code-ATT-PRICE = Ein Preis wie bei Dingen, denen sich die Person zugewandt hat.
code-ATT-STATED = Eine Vorliebe, die die Person dem Shop genannt hat.
code-SOC-PEERS = Was für Menschen mit demselben Geschmack zusammengehört.
code-SOC-POPULAR = Wie viele ihn in diesem Shop wählen.
code-TIM-TREND = Mehr als sonst wählen ihn.
code-TIM-NEW = Er wird noch nicht lange angeboten.
code-TIM-SEASON = Er wird jedes Jahr um diese Zeit mehr gekauft als sonst.
code-CTX-PAGE = Die Seite, auf der die Person ist.
code-SES-NOW = Was die Person bei diesem Besuch getan hat.
code-DIV-VARIETY = Abwechslung in der Liste.
code-DIV-SERENDIPITY = Eine Überraschung: fern vom eigenen Geschmack, wenig bekannt und doch passend.
code-DIV-CALIBRATED = Eine Mischung von Kategorien wie die eigene der Person.
code-DIV-NOVEL = In diesem Shop wenig bekannt.
code-EXP-EXPLORE = Noch ist zu wenig darüber bekannt, was zur Person passt.
code-FAI-EXPOSURE = Der garantierte Anteil einer Gruppe an den Plätzen.
code-FAI-PARITY = Gleichheit zwischen Kundengruppen: Alle sehen solche Artikel etwa gleich oft.
code-FAI-LEAKAGE = Eine Grenze dafür, was die Liste über die Gruppen der Person verrät.
code-BUS-SPONSORED = Jemand bezahlt für den Platz.
code-BUS-PROMOTED = Der Shop bewirbt ihn.
code-BUS-DEMOTED = Der Shop stuft ihn zurück.
code-NPF-POPULAR = Nichts Persönliches ist bekannt: Beliebte Artikel springen ein.
code-CON-OFF = Die Person hat die Personalisierung ausgeschaltet.
code-CON-LIMITED = Die Person erlaubt einen Zweck nicht.

# Eine Datei für eine Prüfung von außen.
bundle-title = Für eine Prüfung von außen
bundle-story = Eine signierte Datei mit den Berichten eines Monats, dem Entscheidungsprotokoll ohne Persönliches, den Regeln mit ihrem Verlauf und der Karte des Modells. Wer sie und den öffentlichen Schlüssel des Shops hat, prüft sie mit
bundle-save = Datei sichern
bundle-unsigned = Hier signiert kein Schlüssel. Wer den Shop betreibt, nennt einen in

# Was Freigabe braucht, was zur Prüfung gezogen wird, wann die Beobachtung Alarm schlägt.
settings-title = Was gefragt, gezogen und beobachtet wird
settings-story = Was eine andere Person freigeben muss, was Menschen ansehen und wann die Beobachtung Alarm schlägt. Die Administration ändert das mit Begründung; was weniger Freigabe verlangen würde, wartet, bis eine andere Person es zulässt.
settings-saved = Gespeichert. Es gilt ab jetzt.
settings-wait = Das würde weniger Freigabe verlangen, darum wartet es: Eine andere Person muss es zulassen.
settings-approved = Es gilt ab jetzt.
settings-rejected = Es wartet nicht mehr. Nichts hat sich geändert.
settings-waits = Wartet auf eine andere Person
settings-wished = Gewünscht von { $a }, seit { $b }:
settings-setting = Einstellung
settings-holds = Gilt
settings-would = Würde gelten
settings-may-not = Hier ändern Sie nichts: { $thing }.
settings-own = Sie haben es selbst gewünscht, darum lässt eine andere Person es zu. Sie können es zurücknehmen.
settings-refuse-alone = Sie können dies ablehnen, aber nicht freigeben: { $thing }.
settings-take-back = Zurücknehmen
settings-let = Zulassen
settings-refuse = Ablehnen
settings-change = Ändern
settings-change-means = Was schon eingereicht ist, behält die Schwellen seines Tages. Sobald etwas gelockert wird, das Freigabe verlangt, wartet alles, was Sie zugleich ändern, auf eine andere Person mit Freigabe.
settings-percent = in Prozent
settings-save = Speichern
settings-standard = Noch hat niemand etwas geändert: Das sind die Standardwerte.
settings-changed = Geändert
settings-changed-with = Geändert, zugelassen von { $thing },
settings-refused = Abgelehnt wurde, was { $thing } wünschte,
settings-turned = { $a }: { $b } → { $c }
settings-thresholds = Was Freigabe braucht
settings-thresholds-means = Eine Änderung der Regeln, die eines davon trifft, gilt erst, wenn eine andere Person sie freigibt. Ein Entwurf sagt, welches er trifft und warum, sobald er eingereicht ist.
settings-sampling = Was zur Prüfung gezogen wird
settings-sampling-means = Was gemeldet wird, kommt von selbst in die Prüfliste, alles davon. Dazu kommen diese Listen, so gezogen, dass jede Person es nachziehen kann.
settings-alarms = Wann die Beobachtung Alarm schlägt
settings-alarms-means = Ein Alarm eröffnet einen Vorfall. Grenzen dafür, was eine Liste verrät, schlagen von selbst Alarm, sobald für sie nichts gelernt ist.
setting-on = an
setting-off = aus
setting-thresholds-exclusion = Artikel werden ferngehalten
setting-thresholds-exclusion-means = Ein neuer Ausschluss, eine Gruppe, die keinen Platz haben darf, oder ein Abzug, der vergräbt.
setting-thresholds-bury_points = Vergraben ab
setting-thresholds-bury_points-means = Wer mehr Punkte als diese abzieht, hält Artikel ebenso fern.
setting-thresholds-exposure_fall = Eine Gruppe verliert Aufmerksamkeit
setting-thresholds-exposure_fall-means = Mehr als diesen Anteil dessen, was sie hatte, am ungünstigen Ende der Messung. Auch Zusagen an Gruppen, die gesenkt oder weggelassen werden, zählen dazu.
setting-thresholds-relevance_fall = Relevanz sinkt
setting-thresholds-relevance_fall-means = Um mehr als diesen Anteil, am ungünstigen Ende der Messung.
setting-thresholds-sensitive = Eine heikle Art ist gemeint
setting-thresholds-sensitive-means = Eine geänderte Regel, die einen Artikel von heikler Art meint.
setting-thresholds-sponsored = Jemand bezahlt
setting-thresholds-sponsored-means = Eine bezahlte Regel, die neu oder geändert ist oder nicht mehr sagt, wer bezahlt.
setting-thresholds-wording = Gründe lauten anders
setting-thresholds-wording-means = Ein anderer Ton oder eine andere Sprache.
setting-thresholds-customers_min = Wenigste Personen einer Messung
setting-thresholds-customers_min-means = Was an weniger Personen gemessen ist, gilt als nicht gemessen und braucht Freigabe.
setting-sampling-weekly = So viele Listen je Woche
setting-sampling-weekly-means = Zufällig aus allen Listen der Woche gezogen, jede mit gleicher Chance. Eine größere Zahl gilt ab dem nächsten Montag, sobald Listen ausgelassen wurden.
setting-sampling-low_confidence = Von Listen mit wenig Zuversicht
setting-sampling-low_confidence-means = Der Anteil, der angesehen wird.
setting-sampling-confidence_min = Wenig Zuversicht ist unter
setting-sampling-confidence_min-means = Wie wahrscheinlich ein Artikel angenommen wird, nach dem Modell.
setting-sampling-sensitive = Von Listen mit einer heiklen Art
setting-sampling-sensitive-means = Der Anteil, der angesehen wird.
setting-alarms-days = Tage des Zeitraums
setting-alarms-days-means = In dem nach Alarmen gesucht wird, der heutige eingeschlossen.
setting-alarms-lists_min = Wenigste Listen
setting-alarms-lists_min-means = In einem Zeitraum mit weniger Listen schlägt nur der Vergleich der Personengruppen Alarm.
setting-alarms-four_fifths = Unter vier Fünfteln
setting-alarms-four_fifths-means = Eine Personengruppe klickt oder kauft mit Sicherheit weniger als vier Fünftel so oft wie eine andere.
setting-alarms-drift_max = Abgewandert
setting-alarms-drift_max-means = Mehr der Aufmerksamkeit als dieser Anteil ging zu anderen Kategorien über.
setting-alarms-coverage_min = Gezeigtes Angebot
setting-alarms-coverage_min-means = Weniger des Angebots als dieser Anteil stand in irgendeiner Liste.
setting-alarms-concentration_max = Konzentration
setting-alarms-concentration_max-means = Plätze sind ungleicher verteilt als so: 0 gleichmäßig, nahe 1 haben wenige Artikel alle (Gini).
setting-alarms-fallback_max = Eingesprungen
setting-alarms-fallback_max-means = In mehr Listen als diesem Anteil musste Beliebtes einspringen.
setting-alarms-opted_out_max = Abgewählt
setting-alarms-opted_out_max-means = Mehr Listen als dieser Anteil waren für Menschen, die nichts Persönliches wollen.
setting-alarms-reports_max = Meldungen
setting-alarms-reports_max-means = Mehr als so viele je 1 000 Listen.

# Was Schwellen fanden.
fact-excluded = „{ $thing }“ ist ausgeschlossen
fact-no-place = „{ $thing }“ darf keinen Platz haben
fact-buried = „{ $a }“ wird um { $b } Punkte vergraben
fact-attention-falls = die Aufmerksamkeit für „{ $a }“ kann um { $b } sinken
fact-attention-holds = bei keiner Gruppe wurde gemessen, dass sie mehr als { $thing } ihrer Aufmerksamkeit verliert
fact-owed-less = „{ $thing }“ steht auf Dauer weniger Aufmerksamkeit zu
fact-less-equal = „{ $thing }“ darf Personengruppen weniger gleich erreichen
fact-gives-away = Listen dürfen mehr von „{ $thing }“ verraten
fact-kept-after = was Listen von „{ $a }“ verraten, wird erst nach dem begrenzt, was sie von „{ $b }“ verraten
fact-relevance = die Relevanz kann um { $a } sinken, ohne Freigabe gehen höchstens { $b }
fact-sensitive = „{ $thing }“ meint Artikel von heikler Art
fact-paid = „{ $a }“ wird von { $b } bezahlt
fact-unnamed = { $a } wird nicht mehr als zahlend für „{ $b }“ genannt
fact-tone = Gründe bekommen einen anderen Ton: bisher { $a }, künftig { $b }
fact-language = Gründe bekommen eine andere Sprache: bisher { $a }, künftig { $b }
fact-of-shop = der Standard des Shops
fact-not-measured = die Änderung wurde nicht gemessen
fact-measured-few = die Änderung wurde an zu wenigen Personen gemessen: { $a }, nötig sind { $b }
fact-moments = { $n ->
    [one] { $shown } der Zeitpunkte, zu denen die Änderung anders wirkt, wurde nicht gemessen
   *[other] { $shown } der Zeitpunkte, zu denen die Änderung anders wirkt, wurden nicht gemessen
}
fact-measured = { $n ->
    [one] die Änderung wurde an mindestens { $shown } Person gemessen
   *[other] die Änderung wurde an mindestens { $shown } Personen gemessen
}
fact-from = { $a }, ab { $b }
fact-nothing-out = nichts weiter wird ferngehalten
fact-nothing-sensitive = keine geänderte Regel meint Artikel von heikler Art
fact-nothing-paid = keine bezahlte Regel ist neu oder geändert
fact-nothing-said = Gründe lauten wie bisher

# Was bei einem Experiment nicht herauskommen darf.
harm-title = Was nicht herauskommen darf
harm-rails = Ebenso endet es, sobald Abwahlen, Ablehnungen oder Eingesprungenes der Variante mit Sicherheit um mehr als das über denen der Kontrolle liegen.
harm-opted_out = Abgewählt
harm-opted_out-means = Wer innerhalb eines Tages noch eine Liste abrief und dann nichts Persönliches mehr wollte.
harm-objected = Abgelehnt
harm-objected-means = Von denen, die gezählt werden dürfen, wer einen Artikel der ersten Liste nicht mochte, ablehnte oder meldete.
harm-fallback = Eingesprungen
harm-fallback-means = In wessen erster Liste etwas Beliebtes einspringen musste.
harm-holds = Hält: Der Anteil der Variante kann bis auf { $a } hinab liegen, die Schutzgrenze liegt bei { $b }.
harm-crossed = Überschritten: Der Anteil der Variante ist mindestens { $a }, die Schutzgrenze liegt bei { $b }.
