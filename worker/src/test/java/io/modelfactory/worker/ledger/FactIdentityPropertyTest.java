package io.modelfactory.worker.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** A fact's id is what it says happened, and nothing else. */
class FactIdentityPropertyTest {

    @Property
    void theFactIdIsIndependentOfAttributeOrder(
            @ForAll FactType type, @ForAll @Size(max = 5) Map<String, String> about) {
        Map<String, String> reversed = new LinkedHashMap<>();
        new TreeMap<>(about).descendingMap().forEach(reversed::put);

        assertThat(FactIdentity.of(type, reversed))
                .isEqualTo(FactIdentity.of(type, about))
                .matches("gf_[0-9a-f]{32}");
    }

    @Property
    void factsThatDifferInAnythingHaveDifferentIds(
            @ForAll FactType type,
            @ForAll FactType otherType,
            @ForAll @Size(max = 5) Map<String, String> about,
            @ForAll @Size(max = 5) Map<String, String> otherAbout) {
        Assume.that(type != otherType || !about.equals(otherAbout));

        assertThat(FactIdentity.of(type, about)).isNotEqualTo(FactIdentity.of(otherType, otherAbout));
    }

    /** Computed by {@code sha256sum} over the canonical text. */
    @Example
    void theRecipeIsPinned() {
        assertThat(FactIdentity.of(
                        FactType.TRAIN_RUN_STARTED, Map.of("run_key", "tr_0123456789abcdef0123456789abcdef")))
                .isEqualTo("gf_1716de3f017d872e68bd51f3a40a7ce1");
    }
}
