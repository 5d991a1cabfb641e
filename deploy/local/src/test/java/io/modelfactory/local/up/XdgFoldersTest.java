package io.modelfactory.local.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class XdgFoldersTest {
    @Test
    void theUsersVariablesDecide() {
        XdgFolders folders = XdgFolders.of(
                Map.of("HOME", "/home/ada", "XDG_DATA_HOME", "/data", "XDG_STATE_HOME", "/state"), "/ada");

        assertThat(folders).isEqualTo(new XdgFolders(Path.of("/data/model-factory"), Path.of("/state/model-factory")));
    }

    @Test
    void aVariableThatIsNoAbsolutePathDoesNotCount() {
        XdgFolders folders =
                XdgFolders.of(Map.of("HOME", "/home/ada", "XDG_DATA_HOME", "data", "XDG_STATE_HOME", ""), "/ada");

        assertThat(folders.data()).isEqualTo(Path.of("/home/ada/.local/share/model-factory"));
        assertThat(folders.state()).isEqualTo(Path.of("/home/ada/.local/state/model-factory"));
    }

    @Test
    void withoutHomeItIsTheAccountsFolder() {
        assertThat(XdgFolders.of(Map.of(), "/home/ada").data())
                .isEqualTo(Path.of("/home/ada/.local/share/model-factory"));
    }

    @Test
    void aUserWithoutAnyHomeIsToldWhatToSet() {
        assertThatThrownBy(() -> XdgFolders.of(Map.of(), "?"))
                .isInstanceOf(UpException.class)
                .hasMessageContaining("XDG_DATA_HOME");
    }
}
