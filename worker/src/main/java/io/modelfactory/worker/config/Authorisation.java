package io.modelfactory.worker.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * Who may ask for what. A request that no grant allows is refused.
 *
 * @param open whether everybody may ask for everything, which a policy can say under the profile {@code local} only
 * @param grants of which one must allow all of a request; they are not added up
 */
public record Authorisation(boolean open, List<Grant> grants) {
    static final String KEY = "authorisation";
    private static final String OPEN_PROFILE = "local";

    public Authorisation {
        grants = List.copyOf(grants);
    }

    /** Everybody may ask for everything. */
    public static Authorisation openToAll() {
        return new Authorisation(true, List.of());
    }

    /** @throws ConfigurationException if the policy opens the worker to everybody where that is not allowed */
    static Authorisation of(PolicyFile policy, String profileId) {
        JsonNode section = policy.document().path(KEY);
        boolean open = section.path("default").asText().equals("allow");
        if (open && !profileId.equals(OPEN_PROFILE)) {
            throw new ConfigurationException(
                    policy.ref(),
                    List.of(KEY + ".default: allow is for the profile " + OPEN_PROFILE + " only, and this is "
                            + profileId + "; remove it and list in " + KEY + ".grants who may ask for what"));
        }
        return new Authorisation(
                open, section.path("grants").valueStream().map(Grant::of).toList());
    }

    /** Whether every request is refused. */
    boolean deniesAll() {
        return !open && grants.isEmpty();
    }

    /**
     * @param principal who asks, trimmed
     * @param intent of a {@code train_build}; if empty, a grant need not say for what the command may be given
     * @param publish whether publication is asked for
     */
    public boolean permits(String principal, String command, Optional<String> intent, boolean publish) {
        return open || grants.stream().anyMatch(grant -> grant.permits(principal, command, intent, publish));
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

        private boolean permits(String principal, String command, Optional<String> intent, boolean publishes) {
            return matches(principal)
                    && commands.contains(command)
                    && intent.map(intents::contains).orElse(true)
                    && (publish || !publishes);
        }

        private boolean matches(String principal) {
            return principals.contains(principal)
                    || principalPrefixes.stream()
                            .anyMatch(prefix -> principal.length() > prefix.length() && principal.startsWith(prefix));
        }
    }
}
