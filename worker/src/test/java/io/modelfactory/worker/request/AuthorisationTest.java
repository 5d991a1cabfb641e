package io.modelfactory.worker.request;

import static io.modelfactory.worker.request.GrantFixture.granted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelfactory.worker.config.AuthorisationPolicy;
import io.modelfactory.worker.config.AuthorisationPolicy.Grant;
import io.modelfactory.worker.config.AuthorisationPolicy.ProfilePermission;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class AuthorisationTest {
    private static final Grant OFS = GrantFixture.grant(
            List.of("SYSTEM::ofs"),
            List.of("SYSTEM::ofs::"),
            List.of("train_build"),
            List.of("backfill_retrain"),
            false);
    private static final Grant ON_CALL =
            GrantFixture.grant(List.of(), List.of("HUMAN::oncall/"), List.of("publish_retry"), List.of(), true);

    private final Authorisation authorisation = granted(OFS, ON_CALL);

    @Test
    void aPrefixTakesInWhatLiesBelowItAndNoNeighbour() {
        assertThat(mayBackfill("SYSTEM::ofs")).isTrue();
        assertThat(mayBackfill("SYSTEM::ofs::eu")).isTrue();
        assertThat(mayBackfill("SYSTEM::ofs_evil")).isFalse();
        assertThat(mayBackfill("SYSTEM::ofs::")).isFalse();
        assertThat(mayBackfill("system::ofs")).isFalse();
        assertThat(mayBackfill("X::SYSTEM::ofs::eu")).isFalse();
    }

    @Test
    void oneGrantMustAllowAllOfIt() {
        Authorisation both = granted(
                GrantFixture.grant(List.of("A"), List.of(), List.of("train_build"), List.of("candidate_eval"), true),
                GrantFixture.grant(List.of("A"), List.of(), List.of("train_build"), List.of("baseline_train"), false));

        assertThat(GrantFixture.permits(both, "A", "train_build", Optional.of("candidate_eval"), true))
                .isTrue();
        assertThat(GrantFixture.permits(both, "A", "train_build", Optional.of("baseline_train"), false))
                .isTrue();
        assertThat(GrantFixture.permits(both, "A", "train_build", Optional.of("baseline_train"), true))
                .isFalse();
    }

    @Test
    void anOverrideNeedsAGrantThatSaysSoEvenWhereEverythingElseIsOpen() {
        Authorisation risk = granted(
                GrantFixture.override("HUMAN::risk", GrantFixture.CONFIG_MF, GrantFixture.CONFIG_MF),
                GrantFixture.grant(List.of("A"), List.of(), List.of("publish_override"), List.of(), true));
        Authorisation open = new Authorisation(AuthorisationPolicy.openToAll());

        assertThat(GrantFixture.permits(risk, "HUMAN::risk", "publish_override", Optional.empty(), true))
                .isTrue();
        assertThat(GrantFixture.permits(risk, "HUMAN::risk", "publish_retry", Optional.empty(), true))
                .isFalse();
        assertThat(GrantFixture.permits(risk, "A", "publish_override", Optional.empty(), true))
                .isFalse();
        assertThat(GrantFixture.permits(open, "A", "publish_retry", Optional.empty(), true))
                .isTrue();
        assertThat(GrantFixture.permits(open, "A", "publish_override", Optional.empty(), true))
                .isFalse();
    }

    @Test
    void anOverrideIsJudgedByTheProfilesOfItsRun() {
        ProfilePermission signedOff = new ProfilePermission(List.of("config/mf/"), List.of("a".repeat(64)));
        Authorisation risk = granted(GrantFixture.override("HUMAN::risk", GrantFixture.CONFIG_MF, signedOff));
        TrainBuildRequest request = TrainBuildRequestReader.read(RequestFixture.trainBuild());

        assertThatCode(() -> risk.requirePublicationAllowed(
                        "HUMAN::risk", "publish_override", request, new ProfileDigests("b".repeat(64), "a".repeat(64))))
                .doesNotThrowAnyException();
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> risk.requirePublicationAllowed(
                        "HUMAN::risk", "publish_override", request, new ProfileDigests("b".repeat(64), "c".repeat(64))))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(FailureCode.PROFILE_NOT_ALLOWED));
    }

    @Test
    void aGrantNeedsNoIntentInTheRequest() {
        assertThat(GrantFixture.permits(authorisation, "SYSTEM::ofs", "train_build", Optional.empty(), false))
                .isTrue();
        assertThat(GrantFixture.permits(authorisation, "HUMAN::oncall/eve", "train_build", Optional.empty(), false))
                .isFalse();
        assertThat(GrantFixture.permits(authorisation, "HUMAN::oncall/eve", "publish_retry", Optional.empty(), true))
                .isTrue();
    }

    @Test
    void datasetsAreAddedByPrincipalsWithThatCommandOnly() {
        Authorisation given = granted(
                GrantFixture.grant(List.of(), List.of("HUMAN::science::"), List.of("dataset_add"), List.of(), false),
                OFS);

        assertThatCode(() -> given.requireMayAddDatasets("HUMAN::science::ada")).doesNotThrowAnyException();
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> given.requireMayAddDatasets("SYSTEM::ofs"))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(FailureCode.REQUESTER_NOT_AUTHORISED))
                .withMessage("SYSTEM::ofs may not add datasets; a grant of the launcher policy must have the command"
                        + " dataset_add");
    }

    @Property(tries = 500)
    void withoutGrantsEverythingIsDenied(
            @ForAll String principal, @ForAll String command, @ForAll String intent, @ForAll boolean publish) {
        assertThat(GrantFixture.permits(granted(), principal, command, Optional.of(intent), publish))
                .isFalse();
    }

    @Property(tries = 500)
    void aGrantMatchesNamedPrincipalsAndPrefixesOnly(@ForAll String principal) {
        boolean meant = principal.equals("SYSTEM::ofs") || principal.startsWith("SYSTEM::ofs::");

        assertThat(mayBackfill(principal)).isEqualTo(meant && !principal.equals("SYSTEM::ofs::"));
    }

    @Property(tries = 500)
    void whateverFollowsAPrefixIsBelowIt(@ForAll @NotEmpty String rest) {
        assertThat(mayBackfill("SYSTEM::ofs::" + rest)).isTrue();
        assertThat(mayBackfill("SYSTEM::ofs" + rest)).isEqualTo(rest.startsWith("::") && rest.length() > 2);
    }

    private boolean mayBackfill(String principal) {
        return GrantFixture.permits(authorisation, principal, "train_build", Optional.of("backfill_retrain"), false);
    }
}
