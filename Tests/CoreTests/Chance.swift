/// Chance that is the same in every run, so that what failed once fails again (SplitMix64).
struct Chance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Up to `length` characters, most of them of `alphabet`, some of anything that text can hold.
    mutating func text(of alphabet: String, upTo length: Int) -> String {
        let characters = Array(alphabet.unicodeScalars)
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...length, using: &self) {
            if Int.random(in: 0..<12, using: &self) == 0,
                let scalar = Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &self))
            {
                text.append(scalar)
            } else if let scalar = characters.randomElement(using: &self) {
                text.append(scalar)
            }
        }
        return String(text)
    }
}
