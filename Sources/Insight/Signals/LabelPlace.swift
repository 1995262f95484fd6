/// Where a number may stand in a chart without covering what is drawn.
struct LabelPlace {
    private var lines: [(x0: Double, y0: Double, x1: Double, y1: Double)] = []
    private let bounds: (top: Double, bottom: Double, left: Double, right: Double)

    init(top: Double, bottom: Double, left: Double, right: Double) { bounds = (top, bottom, left, right) }

    mutating func avoid(_ from: (Double, Double), _ to: (Double, Double)) {
        let (a, b) = from.0 <= to.0 ? (from, to) : (to, from)
        lines.append((a.0, a.1, b.0, b.1))
    }

    /// Whether nothing that is drawn runs through the box.
    func isFree(left: Double, right: Double, top: Double, bottom: Double) -> Bool {
        guard bounds.left <= left, right <= bounds.right, bounds.top <= top, bottom <= bounds.bottom else {
            return false
        }
        return lines.allSatisfy { line in
            guard line.x0 <= right, left <= line.x1 else { return true }
            func y(_ x: Double) -> Double {
                line.x1 - line.x0 < 0.01 ? line.y1 : line.y0 + (x - line.x0) / (line.x1 - line.x0) * (line.y1 - line.y0)
            }
            let (a, b) =
                line.x1 - line.x0 < 0.01 ? (line.y0, line.y1) : (y(max(left, line.x0)), y(min(right, line.x1)))
            return max(a, b) < top || bottom < min(a, b)
        }
    }

    /// The middle and the base line of a text near a point; nil where there is no room.
    func near(x: Double, y: Double, width: Double) -> (x: Double, y: Double)? {
        for (down, aside) in [(-9.0, 0.0), (21, 0), (-9, -0.5), (-9, 0.5), (21, -0.5), (21, 0.5), (-20, 0), (32, 0)] {
            let (middle, base) = (x + aside * width, y + down)
            if isFree(
                left: middle - width / 2 - 2, right: middle + width / 2 + 2, top: base - 14, bottom: base + 5)
            {
                return (middle, base)
            }
        }
        return nil
    }
}
