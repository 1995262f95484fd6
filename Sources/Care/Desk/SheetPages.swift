import Core
import Pack
import Site

/// What stands beside a talk, above its log and next to it.
enum SheetPages {
    /// What must be seen first: can the person talk freely, is there a way back, are they there. Known facts only.
    struct Facts: Sendable {
        /// What they answered when they were asked, and how many minutes ago.
        var canType: (answer: TalkRecord.FreeToType, minutes: Int64)?
        var hasCode: Bool?
        /// Seconds since the exit was used; nil while the person is there.
        var awaySeconds: Int64?
        /// How often it was used before, by who is there again.
        var exitUsed = 0
        /// The word that was agreed; nil when none was.
        var quietWord: String?
        var saidQuietWord = false
        /// Not all of the talk was shared with this person: what is missing is not known, and is said so.
        var isPartly = false
        /// What matters most.
        var warning: String?
        /// What else is known, a sentence each.
        var notes: [String] = []
        /// Where a word is agreed on; nil when the talk is over.
        var wordAction: String?
    }

    static func facts(_ facts: Facts, _ say: Speech) -> HTML {
        let answer = facts.canType.map { given in
            let word: SheetPhrase =
                switch given.answer {
                case .yes: .yes
                case .no: .no
                case .ratherNot: .ratherNot
                }
            return say(SheetPhrase.ago, ["answer": say(word), "minutes": String(given.minutes)])
        }
        let code = facts.hasCode.map { say($0 ? SheetPhrase.codeTaken : .codeNotTaken) }
        let unknown: SheetPhrase = facts.isPartly ? .notShared : .notKnown
        let before = facts.isPartly ? SheetPhrase.exitNotShared : .exitNotUsed
        let exit: HTML =
            facts.awaySeconds.map { seconds in
                """
                <span class="klok" data-wie="weg" data-sec="\(seconds)">\(say(SheetPhrase.exitUsed)) <b>\(seconds / 60) min</b> <span></span></span>
                """
            }
            ?? "\(facts.exitUsed > 0 ? say(SheetPhrase.exitUsedBefore, count: facts.exitUsed) : say(before))"
        let word: HTML =
            facts.quietWord.map { word in
                let said: HTML? = facts.saidQuietWord ? " · \(say(SheetPhrase.quietWordSaid))" : nil
                return "<bdi data-woord>\(word)</bdi>\(said)"
            } ?? "\(say(facts.isPartly ? SheetPhrase.notShared : .quietWordNone))"
        // What asks for care stands out by weight and line, not by colour alone.
        let rows: [HTML] = [
            (say(SheetPhrase.canTalk), "\(answer ?? say(unknown))" as HTML, facts.canType?.answer == .no),
            (say(SheetPhrase.code), "\(code ?? say(SheetPhrase.notKnown))" as HTML, false),
            (say(SheetPhrase.exit), exit, facts.awaySeconds != nil || facts.exitUsed > 0),
            (say(SheetPhrase.quietWord), word, facts.saidQuietWord),
        ].map { "<div class=\"\($0.2 ? "let-op" : "" as HTML)\"><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" }
        let warning: HTML? = facts.warning.map { "<p role=\"alert\" class=\"fout\">\($0)</p>" }
        let notes: [HTML] = facts.notes.map { "<li>\($0)</li>" }
        let list: HTML? = notes.isEmpty ? nil : "<ul>\(notes)</ul>"
        let agree: HTML? = facts.wordAction.map { SafeReturnPages.agree(onWordAt: $0, say) }
        return """
            <section id="feiten" data-deel="feiten" aria-label="\(say(SheetPhrase.facts))">\(warning)<dl class="feiten">\(rows)</dl>\(list)\(agree)</section>
            """
    }

    // MARK: acute

    struct Acute: Sendable {
        /// Seconds since the talk became acute; nil when it is not.
        let seconds: Int64?
        let log: [Step]
        let isClosed: Bool
        /// Somebody who supervises is signed in.
        var isHeard = true
        /// For a supervisor who looks in: they decide along, and do not end it.
        var isAlong = false

        struct Step: Sendable {
            /// Since the log began.
            let minute: Int64
            let name: String
            let text: String
        }
    }

    /// At the head of the talk, so that it is in sight whatever is below it. Empty when there is nothing to press.
    static func acuteButton(_ acute: Acute, path: (String) -> String, _ say: Speech) -> HTML {
        let button: HTML? =
            acute.seconds != nil || acute.isClosed || acute.isAlong
            ? nil
            : """
            <form method="post" action="\(path("/acute"))" class="acuut-knop" autocomplete="off">
            <button name="aan" value="1" class="gevaar" id="acuut">\(say(SheetPhrase.acuteButton))</button></form>
            """
        return "<div data-deel=\"acuut\">\(button)</div>"
    }

    /// What was decided in a talk that is acute no more.
    static func acuteBefore(_ acute: Acute, _ say: Speech) -> HTML? {
        acute.seconds != nil || acute.log.isEmpty
            ? nil : "<details><summary>\(say(SheetPhrase.log))</summary>\(steps(acute.log, say))</details>"
    }

    /// The script for 112, the clock and what was decided. A place of its own, beside the talk in a wide window and above it
    /// in a narrow one: the words of the talk stay in sight.
    static func acute(_ acute: Acute, path: (String) -> String, _ say: Speech) -> HTML {
        "<div class=\"acuut-vak\" data-deel=\"acuut-vak\">\(acuteNow(acute, path: path, say))</div>"
    }

    private static func acuteNow(_ acute: Acute, path: (String) -> String, _ say: Speech) -> HTML? {
        guard let seconds = acute.seconds else { return nil }
        let script: [HTML] = [SheetPhrase.acuteCall, .acuteWhere, .acuteWho, .acuteWhat, .acuteStay].map {
            "<li>\(say($0))</li>"
        }
        let forms: HTML? =
            acute.isClosed
            ? nil
            : """
            <form method="post" action="\(path("/decision"))" class="regel" autocomplete="off"><p class="veld">
            <label for="besluit">\(say(SheetPhrase.decision))</label><input id="besluit" name="besluit" maxlength="\(Sheets.decisionLimit)"
             required autocomplete="off" dir="auto"></p><button>\(say(SheetPhrase.decide))</button></form>
            """
        let end: HTML? =
            acute.isClosed || acute.isAlong
            ? nil
            : """
            <form method="post" action="\(path("/acute"))" autocomplete="off">
            <button name="aan" value="0" class="rustig">\(say(SheetPhrase.acuteEnd))</button></form>
            """
        let heard: HTML? =
            acute.isAlong
            ? nil
            : "<p>\(say(acute.isHeard ? SheetPhrase.acuteHeard : .acuteUnheard)) \(say(SheetPhrase.acuteWeighs))</p>"
        return """
            <section class="acuut" aria-labelledby="acuut-kop"><h2 id="acuut-kop">\(say(SheetPhrase.acute))</h2>
            <p class="klok" data-wie="acuut" data-sec="\(seconds)">\(say(SheetPhrase.acuteSince)) <b>\(seconds / 60) min</b> <span></span></p>
            <ol>\(script)</ol>\(heard)<h3>\(say(SheetPhrase.log))</h3>\(steps(acute.log, say))\(forms)\(end)</section>
            """
    }

    private static func steps(_ log: [Acute.Step], _ say: Speech) -> HTML {
        let items: [HTML] = log.map { step in
            "<li><b>\(say(SheetPhrase.logMinute, ["minute": String(step.minute)]))</b> \(step.text) <span class=\"hint\">\(step.name)</span></li>"
        }
        return "<ul class=\"besluiten\">\(items)</ul>"
    }

    // MARK: the risk card

    static func risk(_ card: RiskCard, _ answers: RiskAnswers, path: (String) -> String, _ say: Speech) -> HTML {
        let labels: [(RiskAnswers.Answer, SheetPhrase)] = [
            (.yes, .yes), (.no, .no), (.unknown, .riskUnknown), (.notAsked, .riskNotAsked),
        ]
        let questions: [HTML] = card.questions.map { question in
            let choices: [HTML] = labels.map { answer, phrase in
                let id = "r-\(question.id)-\(answer.rawValue)"
                return """
                    <span><input type="radio" id="\(id)" name="\(question.id)" value="\(answer.rawValue)" autocomplete="off"\
                    \("checked", if: answers[question] == answer)><label for="\(id)">\(say(phrase))</label></span>
                    """
            }
            return
                "<fieldset><legend>\(question.text[say.language])</legend><div class=\"keuze\">\(choices)</div></fieldset>"
        }
        let sketch: HTML? =
            card.isValidated ? nil : "<p class=\"hint\"><b>\(say(SheetPhrase.riskSketch))</b></p>"
        return """
            <section class="paneel risico" id="risico" aria-labelledby="risico-kop"><h2 id="risico-kop">\(say(SheetPhrase.risk))</h2>\(sketch)
            <form method="post" action="\(path("/risk"))" autocomplete="off" \(keeps(say))>\(questions)
            <button class="rustig">\(say(SheetPhrase.riskSave))</button> <span class="bewaard" role="status"></span></form>
            <p class="hint">\(say(SheetPhrase.riskSource, ["source": card.source]))</p></section>
            """
    }

    /// Before a talk is closed: what was not asked. It stops nobody.
    static func openQuestions(_ open: [RiskQuestion], _ say: Speech) -> HTML {
        let items: [HTML] = open.map { "<li>\($0.text[say.language])</li>" }
        let list: HTML? =
            open.isEmpty
            ? nil : "<div class=\"open-vragen\"><p>\(say(SheetPhrase.riskOpen))</p><ul>\(items)</ul></div>"
        return "<div id=\"open-vragen\" data-fris=\"1\">\(list)</div>"
    }

    // MARK: notes

    static func notes(
        own: String, others: [(name: String, text: String)], path: (String) -> String, _ say: Speech
    ) -> HTML {
        let theirs: [HTML] = others.map { other in
            """
            <h3>\(say(SheetPhrase.noteOf, ["name": other.name]))</h3><p dir="auto">\(Part.lines(other.text))</p>
            """
        }
        return """
            <section class="paneel notities" aria-labelledby="notities-kop"><h2 id="notities-kop">\(say(SheetPhrase.notes))</h2>
            <form method="post" action="\(path("/note"))" autocomplete="off" \(keeps(say))>
            <p class="veld"><label for="notitie">\(say(SheetPhrase.note))</label><textarea id="notitie" name="notitie" rows="3"
             maxlength="\(Sheets.noteLimit)" autocomplete="off" dir="auto" aria-describedby="notitie-uitleg">\(own)</textarea></p>
            <p class="hint" id="notitie-uitleg">\(say(SheetPhrase.notesExplained))</p>
            <button class="rustig">\(say(SheetPhrase.noteSave))</button> <span class="bewaard" role="status"></span></form>\(theirs)</section>
            """
    }

    /// For the script that keeps a form as it is filled in.
    private static func keeps(_ say: Speech) -> HTML {
        "data-bewaar=\"\(say(SheetPhrase.saved))\" data-niet=\"\(say(SheetPhrase.notSaved))\""
    }
}

/// How an acute talk stands, from what was kept of it.
extension SheetPages.Acute {
    init(_ kept: Sheets, _ now: Instant, isClosed: Bool, isAlong: Bool = false, _ say: Speech) {
        let began = kept.log.first?.at ?? now
        self.init(
            seconds: kept.acuteSince.map { max(0, now.since($0).wholeSeconds) },
            log: kept.log.map { step in
                let text =
                    switch step.kind {
                    case .began: say(SheetPhrase.logBegan)
                    case .ended: say(SheetPhrase.logEnded)
                    case .decided: step.text
                    }
                return .init(minute: max(0, step.at.since(began).wholeSeconds / 60), name: step.name, text: text)
            }, isClosed: isClosed, isAlong: isAlong)
    }
}
