package io.modelfactory.worker.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.console.action.RecordedActions;
import io.modelfactory.worker.console.auth.SignInAccess;
import io.modelfactory.worker.console.auth.SteppedClock;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriver;

/** People who sign in, act and leave, in a real browser where there is one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignInJourneysIT {
    private static final String RUN = RecordedActions.RUN;

    private final SteppedClock clock = new SteppedClock();
    private final RecordedActions actions = new RecordedActions();

    @SuppressWarnings("NullAway.Init") // before all
    private ConsoleServer console;

    @SuppressWarnings("NullAway.Init") // before all
    private Browser browser;

    @SuppressWarnings("NullAway.Init") // before all
    private WebDriver driver;

    @BeforeAll
    void open(@TempDir Path folder) {
        console = ConsoleServer.start(
                "127.0.0.1",
                0,
                "1.2.3",
                new SilentSources(),
                new SignInAccess(
                        ConsoleAccounts.security(folder, true),
                        (principal, address, in) -> {},
                        actions.routes(),
                        clock));
        browser = Browser.open();
        driver = browser.driver();
        System.out.println("sign-in journeys: " + browser.name());
    }

    @AfterAll
    void close() {
        browser.close();
        console.close();
        actions.close();
    }

    @Test
    void someoneSignsInGetsThePageTheyWantedAndSignsOut() {
        driver.manage().deleteAllCookies();
        go("/jobs");
        assertThat(driver.getTitle()).startsWith("Sign in");
        browser.look("sign-in");

        submitSignIn("vera", "a wrong password");
        assertThat(text()).contains("do not belong together");
        assertThat(driver.findElement(By.id("name")).getDomAttribute("value")).isEqualTo("vera");
        clock.pass(Duration.ofSeconds(2));
        submitSignIn("vera", ConsoleAccounts.PASSWORD);
        assertThat(driver.getCurrentUrl()).endsWith("/jobs");
        assertThat(text()).contains("HUMAN::vera", "Sign out");

        browser.press(By.cssSelector("form[action='/sign-out'] button"));
        assertThat(driver.getTitle()).startsWith("Sign in");
        go("/jobs");
        assertThat(driver.getTitle()).startsWith("Sign in");
    }

    @Test
    void aSessionThatIsNotUsedEndsWhereItWas() {
        signIn("vera");
        go("/jobs");
        assertThat(text()).contains("HUMAN::vera");

        clock.pass(Duration.ofMinutes(31));
        driver.navigate().refresh();

        assertThat(driver.getTitle()).startsWith("Sign in");
        submitSignIn("vera", ConsoleAccounts.PASSWORD);
        assertThat(driver.getCurrentUrl()).endsWith("/jobs");
    }

    @Test
    void anOperatorPublishesAgainAndAViewerDoesNot() {
        signIn("oskar");
        go("/runs/" + RUN + "/publish-retry");
        browser.look("publish-retry");
        driver.findElement(By.id("reason")).sendKeys("the registry is back");
        browser.press(By.cssSelector("main button[type=submit]"));

        assertThat(text()).contains("Sent", "requests-0@7");
        browser.look("request-sent");
        assertThat(actions.sent()).contains("retry HUMAN::oskar " + RUN + " the registry is back");

        signIn("vera");
        go("/runs/" + RUN + "/publish-retry");
        assertThat(text()).contains("this takes the role operator");
    }

    @Test
    void aRequestIsChangedShownAndSent() {
        signIn("oskar");
        go("/runs/" + RUN + "/again");
        driver.findElement(By.id("config_revision")).clear();
        driver.findElement(By.id("config_revision")).sendKeys("r2");
        browser.press(By.cssSelector("form[method=get] button[type=submit]"));
        assertThat(driver.getCurrentUrl()).contains("config_revision=r2");
        assertThat(text()).contains("tr_another", "changed");
        browser.look("request-again");

        browser.press(By.cssSelector("form[action$='/again'][method=post] button"));

        assertThat(text()).contains("Sent");
        assertThat(actions.sent()).contains("again HUMAN::oskar " + RUN + " {config_revision=r2}");
    }

    @Test
    void chosenDeadLettersAreShownSentBackAndFollowed() {
        actions.script("echo '0@17 sent to requests-0@9'");
        signIn("oskar");
        go("/dead-letters/replay?at=0@17&at=1@3");
        assertThat(text()).contains("Send back 2 dead letters", "0@17", "1@3");
        browser.look("replay");

        browser.press(By.cssSelector("form[action='/dead-letters/replay'] button"));

        await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> {
            driver.navigate().refresh();
            return text().contains("DONE");
        });
        assertThat(text()).contains("sent to requests-0@9");
        browser.look("job");
    }

    private void signIn(String name) {
        driver.manage().deleteAllCookies();
        go("/sign-in");
        submitSignIn(name, ConsoleAccounts.PASSWORD);
        assertThat(text()).contains("HUMAN::" + name);
    }

    private void submitSignIn(String name, String password) {
        driver.findElement(By.id("name")).clear();
        driver.findElement(By.id("name")).sendKeys(name);
        driver.findElement(By.id("password")).sendKeys(password);
        browser.press(By.cssSelector("form[action='/sign-in'] button"));
    }

    private void go(String path) {
        driver.get(console.url() + path);
    }

    private String text() {
        return driver.findElement(By.tagName("body")).getText();
    }
}
