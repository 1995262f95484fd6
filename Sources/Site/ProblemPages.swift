/// The page of a refusal or a fault.
enum ProblemPages {
    /// What happened, what was kept, what to do.
    ///
    /// - Parameter kept: text that was not sent, so that nobody has to write it twice.
    static func problem(_ problem: Problem, kept: String?, back: String, _ say: Speech) -> HTML {
        let keptText: HTML? = kept.map { text in
            """
            <label for="bewaard">\(say(SitePhrase.yourText))</label><textarea id="bewaard" rows="6" autocomplete="off" dir="auto">\(text)</textarea>
            """
        }
        return """
            <h1>\(say(SitePhrase.problemTitle))</h1><p role="alert">\(say(problem.phrase, problem.values))</p>\(keptText)
            <p>\(say(SitePhrase.problemKept))</p><p><a class="knop" href="\(back)">\(say(SitePhrase.problemBack))</a></p>
            """
    }
}
