import Core
import Crypto

/// Seals what lies in the store for a short while, before somebody decides about it: opened by whoever has the pepper, and by
/// nobody who has the store alone.
public struct DraftKey: Secret {
    private let key: SymmetricKey

    public init(_ pepper: Pepper) {
        key = SymmetricKey(data: pepper.derive("delivery draft", from: [], count: 32))
    }

    /// `place` is where it belongs; moved to another it does not open.
    public func seal(_ bytes: [UInt8], place: String) throws(SealingError) -> [UInt8] {
        try Box.seal(bytes, under: key, bound: Self.binding(place))
    }

    /// Throws `cannotOpen` for another place, or under another pepper.
    public func open(_ sealed: [UInt8], place: String) throws(SealingError) -> [UInt8] {
        try Box.open(sealed, under: key, bound: Self.binding(place))
    }

    private static func binding(_ place: String) -> Binding {
        var binding = Binding("delivery-draft")
        binding.add(place)
        return binding
    }
}
