//! Places on a page: the six numbers of a PDF matrix.

/// `[a b c d e f]` as in ISO 32000-1, 8.3.3.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix(pub(super) [f32; 6]);

impl Matrix {
    pub(super) const ONE: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// A shift.
    pub(super) const fn shift(x: f32, y: f32) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// `self` applied first, then `next`.
    pub(super) fn then(self, next: Self) -> Self {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (self.0, next.0);
        Self([
            a * g + b * i,
            a * h + b * j,
            c * g + d * i,
            c * h + d * j,
            e * g + f * i + k,
            e * h + f * j + l,
        ])
    }

    /// How much longer a horizontal stroke becomes.
    pub(super) fn scale(self) -> f32 {
        self.0[0].hypot(self.0[1])
    }

    /// Origin turned so that the text runs to the right, for text set in quarter turns; `None` for
    /// slanting text, which is a watermark.
    pub(super) fn upright(self) -> Option<(f32, f32)> {
        let [a, b, _, _, x, y] = self.0;
        let slant = a.abs().min(b.abs()) / a.abs().max(b.abs()).max(f32::MIN_POSITIVE);
        if slant > 0.1 || !x.is_finite() || !y.is_finite() {
            return None;
        }
        Some(match (a.abs() >= b.abs(), a >= 0.0, b >= 0.0) {
            (true, true, _) => (x, y),
            (true, false, _) => (-x, -y),
            (false, _, true) => (y, -x),
            (false, _, false) => (-y, x),
        })
    }
}
