package io.modelfactory.worker.console.auth;

import io.modelfactory.worker.config.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * People who sign in by a password, one a line: {@code name:group,group:hash}. Empty lines and those that begin with
 * {@code #} say nothing. Its messages repeat nothing but the names of accounts.
 */
public final class PasswordFile {
    /** What a name may be, so that no separator of a principal or of this file is in it. */
    public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}");

    static final Pattern GROUP = Pattern.compile("[^\\s:,\\p{Cntrl}]{1,128}");
    private static final int MAX_BYTES = 1 << 20;

    private final Map<String, PasswordAccount> accounts;

    /** Verified instead of an account that is not there, so that the answer takes as long. */
    private final PasswordHash decoy;

    /** @param groups of which the configuration makes roles */
    record PasswordAccount(String name, List<String> groups, PasswordHash hash) {
        PasswordAccount {
            groups = List.copyOf(groups);
        }
    }

    private PasswordFile(Map<String, PasswordAccount> accounts, PasswordHash decoy) {
        this.accounts = accounts;
        this.decoy = decoy;
    }

    /** @throws ConfigurationException with the number of every line that is no account */
    public static PasswordFile read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw refused(List.of("is larger than " + MAX_BYTES + " bytes: " + file));
            }
            return parse(Files.readAllLines(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw refused(List.of("cannot be read: " + file));
        }
    }

    static PasswordFile parse(List<String> lines) {
        Map<String, PasswordAccount> accounts = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Optional<PasswordAccount> account = account(line);
            if (account.isEmpty()) {
                problems.add("line " + (i + 1) + " is no account; `mf console password NAME` prints one");
            } else if (accounts.putIfAbsent(account.get().name(), account.get()) != null) {
                problems.add("line " + (i + 1) + " repeats an account: "
                        + account.get().name());
            }
        }
        if (accounts.isEmpty() && problems.isEmpty()) {
            problems.add("has no account; `mf console password NAME` prints one");
        }
        if (!problems.isEmpty()) {
            throw refused(problems);
        }
        SecureRandom random = new SecureRandom();
        return new PasswordFile(
                accounts, PasswordHash.of(Long.toString(random.nextLong()).toCharArray(), random));
    }

    private static Optional<PasswordAccount> account(String line) {
        String[] parts = line.split(":", 3);
        if (parts.length < 3 || !NAME.matcher(parts[0]).matches()) {
            return Optional.empty();
        }
        List<String> groups = Arrays.stream(parts[1].split(",", -1))
                .filter(group -> !group.isBlank())
                .toList();
        return groups.stream().allMatch(group -> GROUP.matcher(group).matches())
                ? PasswordHash.parse(parts[2]).map(hash -> new PasswordAccount(parts[0], groups, hash))
                : Optional.empty();
    }

    private static ConfigurationException refused(List<String> problems) {
        return new ConfigurationException(
                "profile",
                problems.stream()
                        .map(problem -> "wiring.console.authentication.password_file: " + problem)
                        .toList());
    }

    /** The account, if the password is its own. A name that is not there takes as long as a wrong password. */
    public Optional<SignedInPerson> signIn(String name, char[] password) {
        PasswordAccount account = accounts.get(name);
        if (account == null) {
            decoy.matches(password);
            return Optional.empty();
        }
        return account.hash().matches(password)
                ? Optional.of(new SignedInPerson(Map.of("name", account.name()), account.groups()))
                : Optional.empty();
    }

    /** A line of the file. */
    public static String line(String name, List<String> groups, PasswordHash hash) {
        return name + ":" + String.join(",", groups) + ":" + hash;
    }

    /** Whether a group can be written into the file. */
    public static boolean isGroup(String group) {
        return GROUP.matcher(group).matches();
    }
}
