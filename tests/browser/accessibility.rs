//! Accessibility checks with axe-core, a test dependency that `npm ci` installs.

use super::driver::Tab;
use super::pages::{MORE_SCENES, SCENES, every_kind};

/// Runs the rules of axe-core that a function of a rule selects, and formats each violation as
/// `rule: elements`. These are all rules, also those for AAA, the experimental ones and those for
/// best practices, but not
/// - those that axe-core has deprecated: other rules have replaced them;
/// - `color-contrast-enhanced`: the muted text has the contrast of AA, 4.5:1, and not that of AAA;
/// - `hidden-content`: it only lists elements that a person should look at;
/// - those inside of frames: the player is YouTube's page;
/// - `nested-interactive` for a `<summary>`: notes may have links in it, as HTML allows.
const RUN_AXE: &str = "(async isSelected => {
        const excluded = ['color-contrast-enhanced', 'hidden-content'];
        const values = axe.getRules()
            .filter(({ ruleId, tags }) => !tags.includes('deprecated') && !excluded.includes(ruleId))
            .filter(isSelected).map(({ ruleId }) => ruleId);
        axe.configure({ rules: [{ id: 'nested-interactive', selector: ':not(summary)' }] });
        const { violations } = await axe.run(document,
            { runOnly: { type: 'rule', values }, resultTypes: ['violations'], iframes: false });
        return violations.map(({ id, nodes }) =>
            `${id}: ${nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary).join(' | ')}`);
    })";

/// The functions that select all rules, and those about colors.
const ALL: &str = "() => true";
pub(super) const COLORS: &str = "({ tags }) => tags.includes('cat.color')";

/// Scenes that have nothing that others have not: the note, and the dialect.
const ALIKE: [&str; 5] = ["end", "long", "code", "maths", "video-time"];

impl Tab {
    /// The violations that axe-core finds in the current state of the page, in a narrow and in a
    /// wide window, in the light and in the dark theme.
    pub(super) async fn violations(&self) -> Vec<String> {
        let mut found = Vec::new();
        for width in [390, 1440] {
            self.resize(width, 844).await;
            self.wait_until_equal("innerWidth", width).await;
            // Only colors depend on the theme.
            for (theme, rules) in [("light", ALL), ("dark", COLORS)] {
                self.emulate_color_scheme(theme).await;
                let violations = self.run_axe(rules).await;
                found.extend(
                    violations.map(|violation| format!("{width} px, {theme}: {violation}")),
                );
            }
        }
        found
    }

    /// The violations of some rules in the current state of the page.
    pub(super) async fn run_axe(&self, rules: &str) -> impl Iterator<Item = String> + use<> {
        if self.evaluate("'axe' in window").await == false {
            self.run_script_of("axe-core/axe.min.js").await;
        }
        let found = self.evaluate(&format!("{RUN_AXE}({rules})")).await;
        let found: Vec<String> = serde_json::from_value(found).expect("a list of strings");
        found.into_iter()
    }
}

#[tokio::test]
async fn every_kind_of_page_is_accessible() {
    let (_folder, site) = every_kind();
    let tab = Tab::for_scenes_of(site).await;
    let scenes = SCENES.iter().filter(|scene| !ALIKE.contains(&scene.name));
    for scene in scenes.chain(&MORE_SCENES) {
        // The menu opens in a narrow window only.
        tab.resize(390, 844).await;
        tab.open_scene(scene).await;
        assert_eq!(tab.violations().await, [""; 0], "{}", scene.name);
    }
}
