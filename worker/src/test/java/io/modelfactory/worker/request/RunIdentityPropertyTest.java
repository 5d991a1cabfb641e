package io.modelfactory.worker.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.NotEmpty;

class RunIdentityPropertyTest {

    @Property(tries = 300)
    void orderRepeatsAndBlanksOfManifestRefsDoNotChangeTheIdentity(
            @ForAll("references") @NotEmpty List<String> refs, @ForAll Random random) {
        List<String> noisy = new ArrayList<>(refs);
        noisy.add(refs.get(random.nextInt(refs.size())));
        noisy.add("  " + refs.get(0) + "\t");
        noisy.add(" ");
        noisy.add("");
        Collections.shuffle(noisy, random);

        assertThat(identity(withRefs(noisy))).isEqualTo(identity(withRefs(refs)));
    }

    @Property(tries = 300)
    void anotherReferenceIsAnotherRun(
            @ForAll("references") @NotEmpty List<String> refs, @ForAll("reference") String other) {
        List<String> more = new ArrayList<>(refs);
        more.add(other);

        assertThat(identity(withRefs(more)).equals(identity(withRefs(refs)))).isEqualTo(refs.contains(other));
    }

    @Property(tries = 300)
    void anyChangeOfAnIdentityFieldChangesTheIdentity(
            @ForAll("identityField") String field, @ForAll("reference") String value) {
        ObjectNode base = RequestFixture.trainBuild();
        ObjectNode changed = base.deepCopy().put(field, value);

        assertThat(identity(changed)).isNotEqualTo(identity(base));
    }

    @Property(tries = 100)
    void anyChangeOfTheTargetScopeChangesTheIdentity(
            @ForAll("scopeField") String field, @ForAll("reference") String value) {
        ObjectNode base = RequestFixture.trainBuild();
        ObjectNode changed = base.deepCopy();
        changed.withObjectProperty("target_scope").put(field, value);

        assertThat(identity(changed)).isNotEqualTo(identity(base));
    }

    @Property(tries = 300)
    void requesterIdAndPublishFlagDoNotChangeTheIdentity(
            @ForAll("reference") String requester, @ForAll("requestId") String requestId, @ForAll boolean publish) {
        ObjectNode base = RequestFixture.trainBuild();
        ObjectNode other = base.deepCopy()
                .put("requester_principal", requester)
                .put("request_id", requestId)
                .put("publish_allowed", publish);

        assertThat(identity(other)).isEqualTo(identity(base));
    }

    @Provide
    Arbitrary<List<String>> references() {
        return reference().list().ofMinSize(1).ofMaxSize(6);
    }

    /** Starts and ends with a letter, so that trimming cannot make two references equal. */
    @Provide
    Arbitrary<String> reference() {
        return Arbitraries.strings().all().ofMaxLength(12).map(middle -> "r" + middle + "z");
    }

    @Provide
    Arbitrary<String> requestId() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars("._:-")
                .ofMinLength(8)
                .ofMaxLength(64);
    }

    @Provide
    Arbitrary<String> identityField() {
        return Arbitraries.of(
                "platform_run_id",
                "training_config_ref",
                "governance_profile_ref",
                "policy_revision",
                "config_revision",
                "mf_code_release_id");
    }

    @Provide
    Arbitrary<String> scopeField() {
        return Arbitraries.of("environment", "mode", "bundle_slot", "tenant_id");
    }

    private static ObjectNode withRefs(List<String> refs) {
        ObjectNode request = RequestFixture.trainBuild();
        var array = request.putArray("dataset_manifest_refs");
        refs.forEach(array::add);
        return request;
    }

    private static RunIdentity identity(ObjectNode request) {
        return RunIdentity.of(TrainBuildRequestReader.read(request));
    }
}
