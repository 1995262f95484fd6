import Site

/// The hall of public knowledge: what the executable and the tests ask of all its rooms.
public enum Guidance {
    /// Every page of Guidance, in its states.
    public static let examples = GuidesExamples.all
}
