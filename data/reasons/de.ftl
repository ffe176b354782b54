### What reasons say in German: the same messages and names as in en.ftl, and the same rules.
### Informal address, no word that assumes anybody's gender. A clause follows "weil", so its verb stands at the end.

things =
    { $n ->
        [one] einen Artikel
       *[other] { $n } Artikel
    }
things-dative =
    { $n ->
        [one] einem Artikel
       *[other] { $n } Artikeln
    }
things-nominative =
    { $n ->
        [one] ein Artikel
       *[other] { $n } Artikel
    }
shared =
    { $facet ->
        [brand] von { $name }
        [series] aus der Serie { $name }
        [word] mit „{ $name }“ im Namen
       *[category] in der Kategorie { $name }
    }

his-bought = du { $name } gekauft hast
    .w1 = Du hast { $name } gekauft, darum auch das hier.
    .w2 = Du hast einmal { $name } gekauft.
his-viewed = du dir { $name } angesehen hast
    .w1 = Du hast dir { $name } angesehen, darum auch das hier.
    .w2 = Du hast dir einmal { $name } angesehen.
his-rated = dir { $name } gefallen hat
    .w1 = Dir hat { $name } gefallen, darum auch das hier.
his-cart = du { $name } in den Warenkorb gelegt hast
    .w1 = Du hast { $name } in den Warenkorb gelegt, darum auch das hier.
his-saved = du dir { $name } gemerkt hast
    .w1 = Du hast dir { $name } gemerkt, darum auch das hier.
his-group =
    { $deed ->
        [bought] du { things } { shared } gekauft hast
        [viewed] du dir { things } { shared } angesehen hast
        [liked] dir { things-nominative } { shared } gefallen { $n ->
            [one] hat
           *[other] haben
        }
       *[mixed] du Interesse an { things-dative } { shared } gezeigt hast
    }
his-other =
    { $deed ->
        [bought] du hier { $n } andere Artikel gekauft hast
        [viewed] du dir hier { $n } andere Artikel angesehen hast
        [liked] dir hier { $n } andere Artikel gefallen haben
       *[mixed] du hier Interesse an { $n } anderen Artikeln gezeigt hast
    }
his-reorder = du es meist etwa um diese Zeit wieder kaufst
    .w1 = Das kaufst du meist etwa um diese Zeit wieder.
    .w2 = Vielleicht ist es Zeit, das wieder zu kaufen.
his-negative =
    { $kind ->
        [return] du { $name } zurückgegeben hast
        [dislike] dir { $name } nicht gefallen hat
        [rate] du { $name } schlecht bewertet hast
        [not_interested] dich { $name } nicht interessiert hat
       *[report] du { $name } gemeldet hast
    }

cmp-complement = du { $name } gekauft hast und beides zusammenpasst
    .w1 = Passt zu { $name } aus deinem Einkauf.
    .w2 = Du hast { $name } gekauft; viele nehmen das am selben Tag mit.
cmp-set = du { things } { shared } hast
    .w1 = Du hast { things } { shared }; das ist ein weiteres Stück.
    .w2 = Noch ein Stück zu dem, was du { shared } hast.

att-brand = du dich für { $name } interessiert hast
    .w1 = Mehr von { $name }: Dafür hast du dich interessiert.
att-category = du dich für Artikel aus { $name } interessiert hast
    .w1 = Mehr aus { $name }: Dafür hast du dich interessiert.
att-attribute = es ähnlich beschrieben ist wie das, wofür du dich interessiert hast
    .w1 = Beschrieben wie das, wofür du dich interessiert hast.
att-attribute-item =
    { $kind ->
        [view] es ganz ähnlich klingt wie { $name }; das hast du dir angesehen
        [purchase] es ganz ähnlich klingt wie { $name }; das hast du gekauft
       *[other] es ganz ähnlich klingt wie { $name }; dafür hast du dich interessiert
    }
    .w1 =
        { $kind ->
            [view] Klingt ganz ähnlich wie { $name }; das hast du dir angesehen.
            [purchase] Klingt ganz ähnlich wie { $name }; das hast du gekauft.
           *[other] Klingt ganz ähnlich wie { $name }; dafür hast du dich interessiert.
        }
att-attribute-name = du dich hierfür interessiert hast: { $name }
    .w1 = Dafür hast du dich interessiert: { $name }.
att-price = es etwa so viel kostet wie das, wofür du dich interessiert hast
    .w1 = Etwa der Preis dessen, wofür du dich interessiert hast.
att-stated = du uns gesagt hast, dass du { $name } magst
    .w1 = Du hast uns gesagt, dass du { $name } magst.
    .w2 = Du wolltest mehr davon sehen: { $name }.

soc-peers = Menschen, die deinen Geschmack teilen, gern dazu greifen
    .w1 = Beliebt bei Menschen, die deinen Geschmack teilen.
soc-popular = sich hier viele dafür entscheiden
    .w1 = Beliebt in diesem Shop.
tim-trend = es hier mehr Interesse findet als sonst
    .w1 = Danach suchen gerade mehr Menschen als sonst.
tim-new = es hier neu ist
    .w1 = Neu hier.
    .w2 = Das gibt es hier noch nicht lange.
tim-season = es zu dieser Jahreszeit mehr gekauft wird als sonst
    .w1 = Beliebt zu dieser Jahreszeit.
    .w2 = Jedes Jahr um diese Zeit wird das mehr gekauft als sonst.

ctx-page = es dem ähnelt, was du gerade ansiehst
    .w1 = Passt zu dem, was du gerade ansiehst.
ses-now-item =
    { $kind ->
        [view] du dir { $name } bei diesem Besuch angesehen hast
        [cart] du { $name } bei diesem Besuch in den Warenkorb gelegt hast
       *[other] du { $name } bei diesem Besuch ausgewählt hast
    }
ses-now =
    { $deed ->
        [viewed] es zu dem passt, was du dir bei diesem Besuch angesehen hast
       *[mixed] es zu dem passt, was du bei diesem Besuch getan hast
    }
div-variety = es anders ist als der Rest dieser Liste
    .w1 = Etwas anderes als der Rest dieser Liste.
div-serendipity = es eine Überraschung ist, die dir gefallen könnte
    .w1 = Eine Überraschung, die dir gefallen könnte.
    .w2 = Nicht deine übliche Wahl, aber vielleicht etwas für dich.
div-calibrated = es die Liste nah an deiner eigenen Mischung hält
    .w1 = Hält diese Liste nah an deiner eigenen Mischung.
div-novel = es hier bisher nur wenige kennen
    .w1 = Das kennen hier noch wenige.

exp-explore = wir noch lernen, was zu dir passt
    .w1 = Wir lernen noch, was zu dir passt.
    .w2 = Wir sind noch nicht sicher, was zu dir passt.

fai-exposure =
    .w1 = Hier zu sehen, um { $name } eine faire Chance zu geben.
    .w2 = Hier, damit auch { $name } zu sehen ist.
    .w3 = In dieser Liste sind einige Plätze für { $name } bestimmt.
    .w4 = Dieser Platz sorgt für einen fairen Anteil für { $name }.
    .w5 = Ein Teil dieser Liste ist { $name } vorbehalten.
fai-parity =
    .w1 = Hier zu sehen, damit alle solche Angebote gleich oft sehen.
    .w2 = Hier, damit alle solche Dinge zu sehen bekommen.
    .w3 = Solche Dinge zeigen wir allen etwa gleich oft.
    .w4 = Alle sollen solche Dinge sehen, darum steht es hier.
    .w5 = Damit alle, die hier kaufen, solche Dinge gleich oft sehen.
fai-leakage =
    .w1 = Hier zu sehen, damit diese Liste weniger verrät.
    .w2 = Hier, damit die Liste nicht zu viel über Menschen sagt.
    .w3 = So lässt sich aus dieser Liste weniger erraten.
    .w4 = Damit verrät diese Liste anderen nicht zu viel.
    .w5 = Das steht hier, damit die Liste anderen weniger sagt.
bus-sponsored =
    .w1 = Gesponsert von { $name }.
    .w2 = Dieser Platz wird von { $name } bezahlt.
    .w3 = Gesponsert: { $name } zahlt für diesen Platz.
    .w4 = Anzeige, bezahlt von { $name }.
    .w5 = Für diesen Platz bekommen wir Geld von { $name }.
bus-promoted =
    .w1 = Teil unserer Aktion: { $name }.
    .w2 = Wir werben dafür: { $name }.
    .w3 = Vom Shop nach oben gesetzt: { $name }.
    .w4 = Der Shop möchte, dass du das siehst: { $name }.
    .w5 = Weiter oben wegen unserer Aktion: { $name }.
bus-demoted =
    .w1 = Von einer Regel weiter unten eingeordnet: { $name }.
    .w2 = Eine Regel setzt das nach unten: { $name }.
    .w3 = Steht wegen einer Regel weiter unten: { $name }.
    .w4 = Weiter unten durch eine Regel des Shops: { $name }.
    .w5 = Eine unserer Regeln stuft das tiefer ein: { $name }.

npf-popular =
    .w1 = Das ist nicht persönlich: Es geht danach, was in diesem Shop gewählt wird.
    .w2 = Nicht eigens für dich ausgesucht: Es folgt dem, was andere hier wählen.
    .w3 = Dieser Platz geht danach, was in diesem Shop gewählt wird.
    .w4 = Wir kennen deinen Geschmack noch nicht und zeigen, was andere wählen.
    .w5 = Nichts über dich wurde benutzt, nur, was andere hier wählen.
con-off =
    .w1 = Du hast die Personalisierung ausgeschaltet, darum haben wir deinen Verlauf nicht benutzt.
    .w2 = Dein Verlauf wurde nicht benutzt, weil du die Personalisierung ausgeschaltet hast.
    .w3 = Wir haben deinen Verlauf nicht benutzt, denn die Personalisierung ist bei dir aus.
    .w4 = Bei dir ist die Personalisierung aus, also blieb dein Verlauf außen vor.
    .w5 = Ohne deinen Verlauf, weil du die Personalisierung ausgeschaltet hast.
con-limited =
    .w1 = Du hast nicht erlaubt, dass wir dafür deinen Verlauf benutzen.
    .w2 = Dein Verlauf wurde nicht benutzt, weil du es nicht erlaubt hast.
    .w3 = Wir haben deinen Verlauf nicht benutzt, weil du nicht zugestimmt hast.
    .w4 = Ohne deine Zustimmung haben wir deinen Verlauf nicht angesehen.
    .w5 = Was du hier früher getan hast, blieb ohne deine Zustimmung außen vor.
