package io.modelfactory.worker.console.auth;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where people sign in.
 *
 * @param password whether a name and a password are asked for
 * @param provider host name of the OpenID Connect provider, if there is one
 * @param message why it did not work out; empty at first
 * @param returnTo the page that the person wants
 * @param formToken that the form carries
 */
public record SignInPage(
        boolean password,
        Optional<String> provider,
        Optional<String> message,
        @JsonIgnore String name,
        String returnTo,
        @JsonIgnore String formToken)
        implements PageView {
    /** The page that the person wants, as a parameter of an address. */
    @JsonIgnore
    public String encodedReturnTo() {
        return URLEncoder.encode(returnTo, StandardCharsets.UTF_8);
    }

    @Override
    public String template() {
        return "sign-in.jte";
    }

    @Override
    public String title() {
        return "Sign in";
    }

    @Override
    public NavigationEntry navigation() {
        return NavigationEntry.NONE;
    }
}
