import Site

/// The hall of counts and decisions: what the executable and the tests ask of all its rooms.
public enum Insight {
    /// Every page of Insight, in its states.
    public static let examples =
        SignalsExamples.all + PictureExamples.all + PictureMoreExamples.all + PictureLookExamples.all
        + WeeksExamples.all
        + DetectionExamples.all
        + ConsultationsExamples.all + DeliveriesExamples.all + InterpretationsExamples.all
}
