package io.modelfactory.worker.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The folders that belong to the user who gives a command, as the XDG Base Directory Specification 0.8 names them: a
 * variable counts only if it holds an absolute path.
 *
 * @param config for settings
 * @param state for what describes running processes
 */
record UserFolders(Path home, Path config, Path state) {
    private static final String NAME = "model-factory";

    static UserFolders of(Map<String, String> environment) {
        Path home = absolute(environment, "HOME").orElseGet(() -> Path.of(System.getProperty("user.home", "/")));
        return new UserFolders(
                home,
                absolute(environment, "XDG_CONFIG_HOME")
                        .orElse(home.resolve(".config"))
                        .resolve(NAME),
                absolute(environment, "XDG_STATE_HOME")
                        .orElse(home.resolve(".local").resolve("state"))
                        .resolve(NAME));
    }

    private static Optional<Path> absolute(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable))
                .filter(value -> !value.isBlank())
                .map(Path::of)
                .filter(Path::isAbsolute);
    }
}
