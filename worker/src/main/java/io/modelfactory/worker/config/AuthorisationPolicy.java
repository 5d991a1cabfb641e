package io.modelfactory.worker.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the launcher policy says about who may ask for what, as it is written; package {@code request} decides by it.
 *
 * @param open whether everybody may ask for everything, which a policy can say under the profile {@code local} only
 * @param grants of which one must allow all of a request; they are not added up
 */
public record AuthorisationPolicy(boolean open, List<Grant> grants) {
    static final String KEY = "authorisation";
    private static final String OPEN_PROFILE = "local";

    public AuthorisationPolicy {
        grants = List.copyOf(grants);
    }

    /** Everybody may ask for everything. */
    public static AuthorisationPolicy openToAll() {
        return new AuthorisationPolicy(true, List.of());
    }

    /** @throws ConfigurationException if the policy opens the worker to everybody where that is not allowed */
    static AuthorisationPolicy of(PolicyFile policy, String profileId) {
        JsonNode section = policy.document().path(KEY);
        boolean open = section.path("default").asText().equals("allow");
        if (open && !profileId.equals(OPEN_PROFILE)) {
            throw new ConfigurationException(
                    policy.ref(),
                    List.of(KEY + ".default: allow is for the profile " + OPEN_PROFILE + " only, and this is "
                            + profileId + "; remove it and list in " + KEY + ".grants who may ask for what"));
        }
        return new AuthorisationPolicy(
                open, section.path("grants").valueStream().map(Grant::of).toList());
    }

    /** Whether every request is refused. */
    boolean deniesAll() {
        return !open && grants.isEmpty();
    }

    /** Indexes of the grants that let no run be trained or published, because they name no profile for it. */
    List<Integer> grantsWithoutProfiles() {
        return IntStream.range(0, grants.size())
                .filter(index -> grants.get(index).allowsRunsWithoutProfiles())
                .boxed()
                .toList();
    }

    /**
     * What some principals may ask for.
     *
     * @param principals by their whole name
     * @param principalPrefixes by the beginning of their name; each ends at a separator, so that the name of a
     *     neighbour that merely begins alike is not meant
     * @param intents for which {@code train_build} may be given
     * @param publish whether they may ask for publication
     * @param override whether they may have published what a gate could not decide on
     * @param trainingProfiles with which a {@code train_build} may train, or the run that is to be published was
     * @param governanceProfiles by which a {@code train_build} may be judged, or the run that is to be published was
     */
    public record Grant(
            List<String> principals,
            List<String> principalPrefixes,
            List<String> commands,
            List<String> intents,
            boolean publish,
            boolean override,
            ProfilePermission trainingProfiles,
            ProfilePermission governanceProfiles) {
        public Grant {
            principals = List.copyOf(principals);
            principalPrefixes = List.copyOf(principalPrefixes);
            commands = List.copyOf(commands);
            intents = List.copyOf(intents);
        }

        private static Grant of(JsonNode grant) {
            return new Grant(
                    texts(grant.path("principals")),
                    texts(grant.path("principal_prefixes")),
                    texts(grant.path("commands")),
                    texts(grant.path("intents")),
                    grant.path("publish").booleanValue(),
                    grant.path("override").booleanValue(),
                    ProfilePermission.of(grant.path("training_profiles")),
                    ProfilePermission.of(grant.path("governance_profiles")));
        }

        /** Whether it allows a command for which it names no profile, so that it never applies. */
        boolean allowsRunsWithoutProfiles() {
            return (commands.contains("train_build")
                            || commands.contains("publish_retry")
                            || commands.contains("publish_override"))
                    && (trainingProfiles.equals(ProfilePermission.NONE)
                            || governanceProfiles.equals(ProfilePermission.NONE));
        }
    }

    /**
     * Which profiles a grant may use: those whose reference and whose content are both allowed.
     *
     * @param refPrefixes the beginning of a reference up to and including a slash, or a whole reference
     * @param sha256 digests of the file's bytes; any content where empty, if there are prefixes
     */
    public record ProfilePermission(List<String> refPrefixes, List<String> sha256) {
        /** No profile at all, which is what a grant allows that names none. */
        public static final ProfilePermission NONE = new ProfilePermission(List.of(), List.of());

        public ProfilePermission {
            refPrefixes = List.copyOf(refPrefixes);
            sha256 = List.copyOf(sha256);
        }

        private static ProfilePermission of(JsonNode permission) {
            return new ProfilePermission(texts(permission.path("ref_prefixes")), texts(permission.path("sha256")));
        }
    }

    static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::textValue).toList();
    }
}
