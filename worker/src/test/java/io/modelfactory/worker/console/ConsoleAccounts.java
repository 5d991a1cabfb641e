package io.modelfactory.worker.console;

import io.modelfactory.worker.config.ConsoleSecurity;
import io.modelfactory.worker.config.ConsoleSecurity.Authentication;
import io.modelfactory.worker.config.ConsoleSecurity.Roles;
import io.modelfactory.worker.config.PrincipalTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A viewer, an operator, an auditor and someone without a role; the password of each is {@value #PASSWORD}. */
public final class ConsoleAccounts {
    public static final String PASSWORD = "password";

    /** Of {@value #PASSWORD}, with little memory, so that it takes no time. */
    private static final String HASH =
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

    private ConsoleAccounts() {}

    public static Path file(Path folder) {
        try {
            return Files.write(
                    folder.resolve("console-passwords"),
                    List.of(
                            "vera:readers:" + HASH,
                            "oskar:fraud-ops:" + HASH,
                            "aurora:audit:" + HASH,
                            "nemo:elsewhere:" + HASH));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public static ConsoleSecurity security(Path folder, boolean actions) {
        return security(
                actions,
                List.of(),
                new Authentication(
                        Optional.of(file(folder)),
                        Optional.empty(),
                        new PrincipalTemplate("HUMAN::{name}"),
                        new Roles(List.of("readers"), List.of("fraud-ops"), List.of("audit")),
                        30,
                        8));
    }

    public static ConsoleSecurity security(boolean actions, List<String> proxies, Authentication authentication) {
        return new ConsoleSecurity(
                actions,
                1,
                Optional.empty(),
                List.of(),
                proxies,
                Optional.empty(),
                Optional.empty(),
                Optional.of(authentication));
    }
}
