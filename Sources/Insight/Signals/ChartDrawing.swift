import Site

/// A chart as a picture that says by itself what it shows.
extension Chart {
    /// The same as a file of its own, with lines of text above and below it. The first of those above is its title.
    func file(above: [String], below: [String]) -> HTML? {
        guard hasDrawing else { return nil }
        return sized(Self.wide, "").filed(above, below)
    }

    private func filed(_ above: [String], _ below: [String]) -> HTML {
        let (height, drawing) = series.points.count > Self.mostBars ? line : bars
        let title = above.first.map { lines($0, 1.15) } ?? []
        let heads = title + above.dropFirst().flatMap { lines($0) }
        let feet = below.flatMap { lines($0) }
        func text(_ lines: [String], from y: Double, bold: Int = 0) -> [HTML] {
            lines.enumerated().map { index, line in
                let weight: HTML? = index < bold ? " font-weight=\"bold\"" : nil
                return "<text x=\"0\" y=\"\(c(y + Double(index) * 20))\"\(weight)>\(line)</text>"
            }
        }
        let top = Double(heads.count) * 20 + 14
        let whole = top + height + 26 + Double(feet.count) * 20
        let (across, down) = (width + 24, whole + 12)
        // A picture has a largest height.
        let scale = min(2, 3_900 / down)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="\(prefix)t \(prefix)d" viewBox="-12 -12 \(c(across)) \(c(down))" \
            width="\(c(across * scale))" height="\(c(down * scale))" font-family="system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif" font-size="15" \
            color="#2b2622" fill="currentColor" stroke="none"><title id="\(prefix)t">\(self.title)</title>\
            <desc id="\(prefix)d">\(ChartText(series, wording, marks: marks, hasBand: hasBand).description)</desc>\
            <rect x="-12" y="-12" width="\(c(across))" height="\(c(down))" fill="#fffdfa"/>\(pattern)\(text(heads, from: 15, bold: title.count))\
            <g transform="translate(0 \(c(top)))">\(drawing)</g>\(text(feet, from: top + height + 26))</svg>
            """
    }

    /// A text cut into lines that fit.
    private func lines(_ text: String, _ size: Double = 1) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, Self.width(of: "\(last) \(word)") * size <= width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}

extension TimeAxis {
    /// Ticks and years as text below a line at `y`.
    func markup(below y: Double) -> HTML {
        let ticks = ticks.map { tick -> HTML in
            "<text x=\"\(Self.c(tick.x))\" y=\"\(Self.c(y + 18))\" text-anchor=\"middle\">\(tick.text)</text>"
        }
        // Where no week has room the years take its row.
        let row = self.ticks.isEmpty ? y + 18 : y + 38
        let years = years.map { year -> HTML in
            let line: HTML? = year.begins.map { at in
                "<path d=\"M\(Self.c(at)) \(Self.c(y))v5M\(Self.c(at)) \(Self.c(row - 12))v14\" stroke=\"currentColor\"/>"
            }
            return "\(line)<text class=\"jaar\" x=\"\(Self.c(year.x))\" y=\"\(Self.c(row))\">\(year.text)</text>"
        }
        return "\(ticks)\(years)"
    }

    private static func c(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(abs(tenths) % 10)"
    }
}
