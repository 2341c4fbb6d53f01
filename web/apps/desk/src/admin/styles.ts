/** The styles of the widgets that only these pages use, in the order in which they build on one another. */
import "@mantine/core/styles/Checkbox.layer.css";
import "@mantine/core/styles/Combobox.layer.css";
import "@mantine/core/styles/NumberInput.layer.css";
import "@mantine/core/styles/PillsInput.layer.css";
import "@mantine/core/styles/Pagination.layer.css";
import "@mantine/core/styles/Divider.layer.css";
import "@mantine/core/styles/SimpleGrid.layer.css";
import "@mantine/core/styles/Tabs.layer.css";
import "@mantine/dates/styles.layer.css";
