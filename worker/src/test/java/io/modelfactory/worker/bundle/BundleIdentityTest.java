package io.modelfactory.worker.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.Sha256;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BundleIdentityTest {
    private static final List<String> PARTS =
            List.of("tr_1", "manifest", "training", "governance", "model", "eval", "gate");

    @Test
    void everyPartOfTheContentIsPartOfTheIdentity() {
        List<BundleIdentity> identities = IntStream.rangeClosed(0, PARTS.size())
                .mapToObj(changed -> identity(IntStream.range(0, PARTS.size())
                        .mapToObj(i -> i == changed ? PARTS.get(i) + "'" : PARTS.get(i))
                        .toList()))
                .toList();

        assertThat(identities).doesNotHaveDuplicates();
    }

    @Test
    void theVersionFollowsTheRevisionsAndTheIdDoesNot() {
        BundleIdentity.Content content = content(PARTS);
        BundleIdentity one = BundleIdentity.of(content, "p1", "c1");

        assertThat(BundleIdentity.of(content, "p2", "c1").bundleId()).isEqualTo(one.bundleId());
        assertThat(BundleIdentity.of(content, "p2", "c1").bundleVersion()).isNotEqualTo(one.bundleVersion());
        assertThat(BundleIdentity.of(content, "p1", "c2").bundleVersion()).isNotEqualTo(one.bundleVersion());
    }

    @Test
    void theRegistryEventIsNamedAfterTheCanonicalBundleReference() {
        BundleIdentity identity = new BundleIdentity("b", "v");

        assertThat(identity.registryEventId())
                .isEqualTo("reg_evt_"
                        + Sha256.hex("{\"bundle_id\":\"b\",\"bundle_version\":\"v\"}")
                                .substring(0, 24));
    }

    private static BundleIdentity identity(List<String> parts) {
        return BundleIdentity.of(content(parts), "policy", "config");
    }

    private static BundleIdentity.Content content(List<String> parts) {
        return new BundleIdentity.Content(
                parts.get(0),
                List.of(parts.get(1)),
                parts.get(2),
                parts.get(3),
                parts.get(4),
                parts.get(5),
                parts.get(6));
    }
}
