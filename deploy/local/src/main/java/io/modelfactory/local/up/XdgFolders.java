package io.modelfactory.local.up;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The user's folders, as the XDG Base Directory Specification 0.8 names them: a variable counts only if it holds an
 * absolute path. Without {@code HOME} it is the home folder of the user's account.
 *
 * @param data where the platform's data lies unless another folder is named
 * @param state where the state file of the running platform lies
 */
record XdgFolders(Path data, Path state) {
    private static final String NAME = "model-factory";

    /**
     * @param accountHome the account's home folder, as the JVM knows it
     * @throws UpException if nothing says where the folders are
     */
    static XdgFolders of(Map<String, String> environment, String accountHome) {
        return new XdgFolders(
                folder(environment, "XDG_DATA_HOME", Path.of(".local", "share"), accountHome),
                folder(environment, "XDG_STATE_HOME", Path.of(".local", "state"), accountHome));
    }

    static XdgFolders current() {
        return of(System.getenv(), System.getProperty("user.home", ""));
    }

    private static Path folder(Map<String, String> environment, String variable, Path inHome, String accountHome) {
        return absolute(environment.get(variable))
                .or(() -> absolute(environment.get("HOME")).map(home -> home.resolve(inHome)))
                .or(() -> absolute(accountHome).map(home -> home.resolve(inHome)))
                .orElseThrow(() -> new UpException("this user has no home folder: set HOME, or XDG_DATA_HOME and"
                        + " XDG_STATE_HOME, to absolute paths"))
                .resolve(NAME);
    }

    private static Optional<Path> absolute(@Nullable String value) {
        return Optional.ofNullable(value)
                .filter(text -> !text.isBlank())
                .map(Path::of)
                .filter(Path::isAbsolute);
    }
}
