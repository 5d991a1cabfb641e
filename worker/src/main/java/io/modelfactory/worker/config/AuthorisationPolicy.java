package io.modelfactory.worker.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

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

    /**
     * What some principals may ask for.
     *
     * @param principals by their whole name
     * @param principalPrefixes by the beginning of their name; each ends at a separator, so that the name of a
     *     neighbour that merely begins alike is not meant
     * @param intents for which {@code train_build} may be given
     * @param publish whether they may ask for publication
     */
    public record Grant(
            List<String> principals,
            List<String> principalPrefixes,
            List<String> commands,
            List<String> intents,
            boolean publish) {
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
                    grant.path("publish").booleanValue());
        }

        private static List<String> texts(JsonNode list) {
            return list.valueStream().map(JsonNode::textValue).toList();
        }
    }
}
