package io.modelfactory.worker.request;

import static io.modelfactory.worker.request.GrantFixture.CONFIG_MF;
import static io.modelfactory.worker.request.GrantFixture.granted;
import static io.modelfactory.worker.request.GrantFixture.trainBuild;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.config.AuthorisationPolicy;
import io.modelfactory.worker.config.AuthorisationPolicy.Grant;
import io.modelfactory.worker.config.AuthorisationPolicy.ProfilePermission;
import io.modelfactory.worker.config.RequestKeyPolicy;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which profiles a requester may use. */
class ProfileGuardTest {
    private static final String REQUESTER = "SYSTEM::run_operate";
    private static final String DIGEST = "d".repeat(64);
    private static final String OTHER_DIGEST = "e".repeat(64);
    private static final ProfilePermission ANY_BELOW_CONFIG = new ProfilePermission(List.of("config/"), List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "config/mf_evil/governance_profile_v0.yaml",
                "config/mf",
                "config/mf/",
                "config/mf/../mf_evil/governance_profile_v0.yaml",
                "config/mf/./governance_profile_v0.yaml",
                "config/mf//governance_profile_v0.yaml",
                "config/mf/%2e%2e/mf_evil/governance_profile_v0.yaml",
                "config/mf/..\\mf_evil\\governance_profile_v0.yaml",
                "config/mf/\u2025/mf_evil/governance_profile_v0.yaml",
                "Config/mf/governance_profile_v0.yaml",
                "./config/mf/governance_profile_v0.yaml",
                "/config/mf/governance_profile_v0.yaml",
                "file:config/mf/governance_profile_v0.yaml",
                "s3://bucket/config/mf/governance_profile_v0.yaml",
                "platform_20260210T141900Z/ofs/datasets/dm_001/governance.yaml",
                "registry/bundles/b/v0/governance.yaml"
            })
    void aGovernanceProfileElsewhereThanBelowTheAllowedPrefixIsRefused(String ref) {
        ObjectNode message = message("governance_profile_ref", ref);

        assertThat(rules(trainBuild(REQUESTER, true, CONFIG_MF, CONFIG_MF)).admit(message))
                .isInstanceOfSatisfying(Admission.Refused.class, refused -> {
                    assertThat(refused.code()).isEqualTo(FailureCode.PROFILE_NOT_ALLOWED);
                    assertThat(refused.message())
                            .startsWith("governance_profile_ref: ")
                            .contains("authorisation.grants", REQUESTER);
                });
    }

    @Test
    void aTrainingProfileIsPinnedLikeAGovernanceProfile() {
        AdmissionRules rules = rules(trainBuild(REQUESTER, true, CONFIG_MF, CONFIG_MF));

        assertThat(rules.admit(message("training_config_ref", "config/mf_evil/t.yaml")))
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.message())
                                .startsWith("training_config_ref: config/mf_evil/t.yaml")
                                .doesNotContain("governance_profile_ref"));
        assertThat(rules.admit(RequestFixture.trainBuildMessage())).isInstanceOf(Admission.TrainBuild.class);
    }

    @Test
    void aGrantThatNamesNoProfilesAllowsNone() {
        AdmissionRules rules = rules(trainBuild(REQUESTER, true, ProfilePermission.NONE, ProfilePermission.NONE));

        assertThat(rules.admit(RequestFixture.trainBuildMessage()))
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.message())
                                .contains("training_config_ref: ", "governance_profile_ref: "));
    }

    @Test
    void aWholeReferenceMeansThatProfileOnly() {
        ProfilePermission one = new ProfilePermission(List.of("config/mf/governance_profile_v0.yaml"), List.of());
        AdmissionRules rules = rules(trainBuild(REQUESTER, true, CONFIG_MF, one));

        assertThat(rules.admit(RequestFixture.trainBuildMessage())).isInstanceOf(Admission.TrainBuild.class);
        assertThat(rules.admit(message("governance_profile_ref", "config/mf/governance_profile_v0.yaml.yaml")))
                .isInstanceOf(Admission.Refused.class);
    }

    @Test
    void whoMayPublishByStricterProfilesOnlyIsShownTheWayOut() {
        AdmissionRules rules = rules(
                trainBuild(REQUESTER, true, CONFIG_MF, CONFIG_MF),
                trainBuild(REQUESTER, false, ANY_BELOW_CONFIG, ANY_BELOW_CONFIG));
        ObjectNode message = message("governance_profile_ref", "config/try/g.yaml");

        assertThat(rules.admit(message))
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.message())
                                .contains("config/try/g.yaml", "ask without publish_allowed"));
        message.withObjectProperty("train_build").put("publish_allowed", false);
        assertThat(rules.admit(message)).isInstanceOf(Admission.TrainBuild.class);
    }

    @Test
    void grantsAreNotAddedUpOverTheTwoProfiles() {
        ProfilePermission none = new ProfilePermission(List.of("elsewhere/"), List.of());
        AdmissionRules rules =
                rules(trainBuild(REQUESTER, true, CONFIG_MF, none), trainBuild(REQUESTER, true, none, CONFIG_MF));

        assertThat(rules.admit(RequestFixture.trainBuildMessage()))
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.message()).contains("together with"));
    }

    @Test
    void theContentIsJudgedOnceItIsKnown() {
        Authorisation authorisation = granted(
                trainBuild(REQUESTER, true, CONFIG_MF, new ProfilePermission(List.of("config/mf/"), List.of(DIGEST))));
        TrainBuildRequest request = TrainBuildRequestReader.read(RequestFixture.trainBuild());

        assertThatCode(() -> authorisation.requireProfilesAllowed(request, new ProfileDigests(OTHER_DIGEST, DIGEST)))
                .doesNotThrowAnyException();
        assertThatThrownBy(
                        () -> authorisation.requireProfilesAllowed(request, new ProfileDigests(DIGEST, OTHER_DIGEST)))
                .isInstanceOfSatisfying(FailureException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(FailureCode.PROFILE_NOT_ALLOWED);
                    assertThat(failure).hasMessageContainingAll("governance_profile_ref", OTHER_DIGEST);
                });
    }

    @Test
    void aDigestAloneAllowsTheContentUnderAnyReference() {
        Authorisation authorisation =
                granted(trainBuild(REQUESTER, true, CONFIG_MF, new ProfilePermission(List.of(), List.of(DIGEST))));
        TrainBuildRequest request = TrainBuildRequestReader.read(
                RequestFixture.trainBuild().put("governance_profile_ref", "anywhere/g.yaml"));

        assertThatCode(() -> authorisation.requireProfilesAllowed(request, new ProfileDigests(DIGEST, DIGEST)))
                .doesNotThrowAnyException();
        assertThatThrownBy(
                        () -> authorisation.requireProfilesAllowed(request, new ProfileDigests(DIGEST, OTHER_DIGEST)))
                .isInstanceOf(FailureException.class);
    }

    @Property(tries = 1_000)
    void onlyWhatLiesBelowThePrefixIsAllowed(@ForAll @NotEmpty String rest) {
        Optional<String> unknown = Optional.empty();

        if (new ProfileUse("ref", "config/mf" + rest, unknown).isAllowedBy(CONFIG_MF)) {
            assertThat(java.nio.file.Path.of("config/mf" + rest).normalize().toString())
                    .startsWith("config/mf/")
                    .isEqualTo("config/mf" + rest);
        }
        assertThat(new ProfileUse("ref", rest + "config/mf/g.yaml", unknown).isAllowedBy(CONFIG_MF))
                .isFalse();
    }

    private static AdmissionRules rules(Grant... grants) {
        return new AdmissionRules(
                Optional.empty(),
                "d".repeat(64),
                false,
                RequestFixture.BOUNDARIES,
                RequestKeyPolicy.unsigned(),
                new AuthorisationPolicy(false, List.of(grants)),
                RequestFixture.RELEASES);
    }

    private static ObjectNode message(String field, String ref) {
        ObjectNode message = RequestFixture.trainBuildMessage();
        message.withObjectProperty("train_build").put(field, ref);
        return message;
    }
}
