package io.modelfactory.worker.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.config.AuthorisationPolicy;
import io.modelfactory.worker.config.OwnershipBoundaries;
import io.modelfactory.worker.config.RequestKeyPolicy;
import io.modelfactory.worker.failure.FailureCode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A request that breaks several rules is refused by the first, in the order of the contract. */
class GuardOrderTest {
    private static final String DIGEST = "d".repeat(64);
    private static final AuthorisationPolicy RUN_OPERATE_ONLY = new AuthorisationPolicy(
            false,
            List.of(GrantFixture.grant(
                    List.of("SYSTEM::run_operate"),
                    List.of(),
                    List.of("train_build"),
                    List.of("baseline_train"),
                    true)));

    /** One rule each, in the order in which they are held. */
    enum AdmissionRule {
        ENVELOPE(FailureCode.SCHEMA_INVALID),
        RUN_CONFIGURATION(FailureCode.RUN_CONFIG_DIGEST_MISMATCH),
        ACTIVE_RUN(FailureCode.RUN_SCOPE_INVALID),
        ONE_RUN(FailureCode.RUN_SCOPE_INVALID),
        COMMAND(FailureCode.REQUEST_COMMAND_UNSUPPORTED),
        BOUNDARIES(FailureCode.OWNERSHIP_BOUNDARY_VIOLATION),
        AUTHORISATION(FailureCode.REQUESTER_NOT_AUTHORISED),
        PROFILES(FailureCode.PROFILE_NOT_ALLOWED),
        CONTRACT(FailureCode.POLICY_REVISION_MISSING);

        private final FailureCode code;

        AdmissionRule(FailureCode code) {
            this.code = code;
        }

        private void breakIn(ObjectNode message) {
            ObjectNode request = message.withObjectProperty("train_build");
            switch (this) {
                case ENVELOPE -> message.put("surprise", 1);
                case RUN_CONFIGURATION -> message.put("run_config_digest", "e".repeat(64));
                case ACTIVE_RUN -> {
                    message.put("platform_run_id", "another_run");
                    request.put("platform_run_id", "another_run");
                }
                case ONE_RUN -> request.put("platform_run_id", "yet_another_run");
                case COMMAND -> message.put("command", "deploy");
                case AUTHORISATION -> {
                    message.put("requester_principal", "SYSTEM::unknown");
                    request.put("requester_principal", "SYSTEM::unknown");
                }
                case PROFILES -> request.put("governance_profile_ref", "config/mf_evil/governance_profile_v0.yaml");
                case CONTRACT -> request.put("policy_revision", " ");
                case BOUNDARIES -> {
                    // Not the message's to break.
                }
            }
        }
    }

    static Stream<Arguments> pairs() {
        return Arrays.stream(AdmissionRule.values())
                .flatMap(first -> Arrays.stream(AdmissionRule.values())
                        .filter(second -> second.compareTo(first) > 0)
                        .map(second -> Arguments.of(first, second)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theFirstOfTwoBrokenRulesIsTheAnswer(AdmissionRule first, AdmissionRule second) {
        assertThat(answerTo(first, second)).isEqualTo(first.code);
    }

    @ParameterizedTest
    @EnumSource
    void aRuleThatIsBrokenAloneIsTheAnswer(AdmissionRule only) {
        assertThat(answerTo(only)).isEqualTo(only.code);
    }

    private static FailureCode answerTo(AdmissionRule... broken) {
        ObjectNode message = RequestFixture.trainBuildMessage();
        Arrays.stream(broken).forEach(rule -> rule.breakIn(message));
        List<String> violations =
                Arrays.asList(broken).contains(AdmissionRule.BOUNDARIES) ? List.of("owners.mf is missing") : List.of();
        AdmissionRules rules = new AdmissionRules(
                Optional.of(RequestFixture.RUN),
                DIGEST,
                false,
                new OwnershipBoundaries(List.of("mf"), List.of(), violations),
                RequestKeyPolicy.unsigned(),
                RUN_OPERATE_ONLY,
                RequestFixture.RELEASES);
        return ((Admission.Refused) rules.admit(message)).code();
    }
}
