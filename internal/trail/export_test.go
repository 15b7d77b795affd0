package trail

import "testing"

// Lower makes lists walk as if organizations and events were many.
func Lower(t *testing.T, parts, merged, walked int) {
	p, m, w := mostParts, mostMerged, mostWalked
	mostParts, mostMerged, mostWalked = parts, merged, walked
	t.Cleanup(func() { mostParts, mostMerged, mostWalked = p, m, w })
}
