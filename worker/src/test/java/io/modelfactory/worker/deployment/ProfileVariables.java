package io.modelfactory.worker.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The environment variables that a shipped profile reads. */
record ProfileVariables(Set<String> demanded, Set<String> all) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z0-9_]+)(:-[^}]*)?}");

    /** Read by the process itself or by the libraries in it, whatever the profile says. */
    private static final Set<String> BESIDE_THE_PROFILE =
            Set.of("MF_PROFILE", "MF_LOG_FORMAT", "MF_LOG_LEVEL", "LD_LIBRARY_PATH", "AWS_SHARED_CREDENTIALS_FILE");

    /** @param profile as {@code MF_PROFILE} names it */
    static ProfileVariables of(String profile) {
        try {
            Matcher variable = VARIABLE.matcher(Files.readString(Dockerfile.PROJECT.resolve(profile)));
            Set<String> demanded = new TreeSet<>();
            Set<String> all = new TreeSet<>(BESIDE_THE_PROFILE);
            while (variable.find()) {
                all.add(variable.group(1));
                if (variable.group(2) == null) {
                    demanded.add(variable.group(1));
                }
            }
            return new ProfileVariables(demanded, all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
