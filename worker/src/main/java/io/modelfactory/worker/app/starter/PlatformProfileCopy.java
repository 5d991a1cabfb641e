package io.modelfactory.worker.app.starter;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.config.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The profile in use, for a working folder: a copy of the file as it is, with its variables. One that holds a password
 * is not copied, because folders are shared.
 *
 * @param text of the copy
 * @param reason why there is none
 */
public record PlatformProfileCopy(Optional<String> text, Optional<String> reason) {
    private static final Pattern SECRET_KEY = Pattern.compile(
            ".*(password|secret|jaas|credential|user[._]info|token).*(?<!_file)", Pattern.CASE_INSENSITIVE);

    /** A variable without a default that could be one. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{[A-Za-z0-9_]+(:-)?}");

    /** @throws IOException if the profile cannot be read */
    public static PlatformProfileCopy of(Path profile) throws IOException {
        byte[] content = Files.readAllBytes(profile);
        if (holdsSecret(Yaml.parse(content))) {
            return new PlatformProfileCopy(
                    Optional.empty(),
                    Optional.of(profile + " has a password in it and is not copied; commands find it as before"));
        }
        return new PlatformProfileCopy(Optional.of("""
                # The profile that was in use when this folder was made. In this folder `mf train` runs under it, unless
                # --profile or MF_PROFILE names another. Delete it to have the usual one found.
                """ + Files.readString(profile)), Optional.empty());
    }

    private static boolean holdsSecret(JsonNode node) {
        return node.propertyStream()
                .anyMatch(member -> member.getValue().isTextual()
                        ? SECRET_KEY.matcher(member.getKey()).matches()
                                && isWrittenOut(member.getValue().textValue())
                        : holdsSecret(member.getValue()));
    }

    private static boolean isWrittenOut(String value) {
        return !value.isBlank() && !VARIABLE.matcher(value).matches();
    }
}
