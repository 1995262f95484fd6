import Core
import Site

/// The forms, a set of fields for each kind. A kind has no field for what it cannot hold.
extension InterpretationsPages {
    /// Above everything that is typed here.
    static func warning(_ say: Speech) -> HTML {
        """
        <p class="let-op" role="note"><strong>\(say(InterpretationsPhrase.nobody))</strong> \(say(InterpretationsPhrase.allRead))</p>
        """
    }

    static func form(_ form: Form, _ choices: Choices, _ say: Speech) -> HTML {
        let trouble: HTML? = form.trouble.map { "<p role=\"alert\" class=\"fout\">\($0)</p>" }
        let after: HTML? = form.after.map { "<input type=\"hidden\" name=\"after\" value=\"\($0)\">" }
        let button = say(form.after == nil ? InterpretationsPhrase.save : .changeButton)
        return """
            <form method="post" action="\(form.action)" autocomplete="off">\(trouble)
            <input type="hidden" name="kind" value="\(form.kind.rawValue)">\(after)\(fields(form, choices, say))
            <button>\(button)</button></form>
            """
    }

    private static func fields(_ form: Form, _ choices: Choices, _ say: Speech) -> [HTML] {
        let values = form.values
        switch form.kind {
        case .interpretation:
            return [
                select(.figure, "indicator", choices.indicators, values, .choose, say),
                line(.period, "period", values, .periodHint, say),
                select(.place, "region", choices.regions, values, .anyPlace, say),
                area(.textInterpretation, "text", values, .nobodyHint, say), publicBox(values, say),
            ]
        case .observation:
            return [
                select(.figure, "indicator", choices.indicators, values, .noFigure, say),
                line(.source, "source", values, .sourceHint, say), weight(values, say),
                select(.place, "region", choices.regions, values, .anyPlace, say),
                area(.textObservation, "text", values, .nobodyHint, say),
            ]
        case .concern:
            return [
                line(.source, "source", values, .sourceHint, say),
                select(.place, "region", choices.regions, values, .anyPlace, say),
                area(.textConcern, "text", values, .nobodyHint, say),
            ]
        case .expectation:
            let outcome: HTML = form.after == nil ? .empty : area(.outcome, "outcome", values, .outcomeHint, say)
            return [
                select(.figure, "indicator", choices.indicators, values, .noFigure, say),
                select(.place, "region", choices.regions, values, .anyPlace, say),
                area(.textExpectation, "text", values, .nobodyHint, say), day(.lookAgain, "lookAgain", values, say),
                outcome, publicBox(values, say),
            ]
        case .escalation:
            return [
                line(.to, "to", values, .sourceHint, say), day(.on, "on", values, say),
                line(.subject, "subject", values, .nobodyHint, say),
                area(.textEscalation, "text", values, .nobodyHint, say),
                area(.answer, "answer", values, .answerHint, say), day(.remindOn, "remindOn", values, say),
            ]
        }
    }

    static func line(
        _ label: InterpretationsPhrase, _ name: String, _ values: [String: String], _ hint: InterpretationsPhrase,
        _ say: Speech
    ) -> HTML {
        """
        <p class="veld"><label for="\(name)">\(say(label))</label><span class="hint" id="\(name)-hint">\(say(hint))</span>
        <input id="\(name)" name="\(name)" value="\(values[name] ?? "")" autocomplete="off" dir="auto" aria-describedby="\(name)-hint"></p>
        """
    }

    private static func area(
        _ label: InterpretationsPhrase, _ name: String, _ values: [String: String], _ hint: InterpretationsPhrase,
        _ say: Speech
    ) -> HTML {
        """
        <p class="veld"><label for="\(name)">\(say(label))</label><span class="hint" id="\(name)-hint">\(say(hint))</span>
        <textarea id="\(name)" name="\(name)" rows="5" autocomplete="off" dir="auto" aria-describedby="\(name)-hint">\(values[name] ?? "")</textarea></p>
        """
    }

    static func day(
        _ label: InterpretationsPhrase, _ name: String, _ values: [String: String], _ say: Speech,
        hint: InterpretationsPhrase = .dateHint
    ) -> HTML {
        Part.field(say(label), name: name, type: "date", value: values[name] ?? "", hint: say(hint))
    }

    /// - Parameter prefix: of its id, where the same field stands twice in a page.
    static func select(
        _ label: InterpretationsPhrase, _ name: String, _ options: [Option], _ values: [String: String],
        _ none: InterpretationsPhrase, _ say: Speech, id prefix: String = ""
    ) -> HTML {
        let items: [HTML] = options.map { option in
            "<option value=\"\(option.value)\"\("selected", if: option.value == values[name])>\(option.name)</option>"
        }
        let id = "\(prefix)\(name)"
        return """
            <p class="veld"><label for="\(id)">\(say(label))</label><select id="\(id)" name="\(name)" autocomplete="off">\
            <option value="">\(say(none))</option>\(items)</select></p>
            """
    }

    private static func weight(_ values: [String: String], _ say: Speech) -> HTML {
        let options: [(Remark.FieldObservation.Weight, InterpretationsPhrase)] = [
            (.anecdotal, .anecdotal), (.systematic, .systematic),
        ]
        let boxes: [HTML] = options.map { weight, phrase in
            let id = "weight-\(weight.rawValue)"
            return """
                <span><input type="radio" id="\(id)" name="weight" value="\(weight.rawValue)" autocomplete="off"\("checked", if: values["weight"] == weight.rawValue)>
                <label for="\(id)">\(say(phrase))</label></span>
                """
        }
        return """
            <fieldset><legend>\(say(InterpretationsPhrase.weight))</legend><div class="keuze">\(boxes)</div></fieldset>
            """
    }

    private static func publicBox(_ values: [String: String], _ say: Speech) -> HTML {
        """
        <div class="keuze"><span><input type="checkbox" id="public" name="public" value="1" autocomplete="off" aria-describedby="public-hint"\("checked", if: values["public"] == "1")>
        <label for="public">\(say(InterpretationsPhrase.forAll))</label></span></div>
        <p class="hint" id="public-hint">\(say(InterpretationsPhrase.forAllHint))</p>
        """
    }
}
