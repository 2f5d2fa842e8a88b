-- Drives the server from Neovim, set up by the very lines that docs/editors.md gives.
--
--     nvim --clean --headless -l tests/editors/neovim.lua PROJECT PROGRAM FOLDER
--
-- PROJECT is this repository, PROGRAM the program, FOLDER an empty one to work in. What is shown is compared with what the command line
-- says, byte for byte; a character that UTF-16 has in two parts stands before the mistakes.

local project, program, folder = arg[1], arg[2], arg[3]
vim.env.PATH = vim.fs.dirname(program) .. ":" .. vim.env.PATH

local checks = 0
local function expect(what, holds, seen)
  if not holds then
    io.stderr:write("FAILED: Neovim, " .. what .. "\n  " .. vim.inspect(seen) .. "\n")
    os.exit(1)
  end
  checks = checks + 1
end

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

local function write(path, text)
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
end

-- The findings of the command line: rule, first and last byte, in order.
local function findings(path)
  local said = vim.system({ program, "--no-config", "--format", "json", path }, { text = true }):wait()
  local list = {}
  for _, finding in ipairs(vim.json.decode(said.stdout).files[1].findings) do
    table.insert(list, ("%s %d-%d"):format(finding.rule, finding.start.offset, finding["end"].offset))
  end
  table.sort(list)
  return list
end

-- The same of the editor.
local function shown(buffer)
  local list = {}
  for _, one in ipairs(vim.diagnostic.get(buffer)) do
    local first = vim.api.nvim_buf_get_offset(buffer, one.lnum) + one.col
    local last = vim.api.nvim_buf_get_offset(buffer, one.end_lnum) + one.end_col
    table.insert(list, ("%s %d-%d"):format(one.code, first, last))
  end
  table.sort(list)
  return list
end

local function same_in_time(what, buffer, wanted)
  vim.wait(60000, function()
    return vim.deep_equal(shown(buffer), wanted)
  end, 20)
  expect(what, vim.deep_equal(shown(buffer), wanted), { wanted = wanted, shown = shown(buffer) })
end

local lines = read(project .. "/docs/editors.md"):match("```lua\n(vim%.lsp%.config%(\"amp_lint\".-)```")
expect("the documentation has its lines", lines)
vim.cmd("filetype on")
assert(load(lines))()

local text = table.concat({
  "specVersion: 1.0.0",
  "integrations:",
  "  - {name: crm, displayName: \"😀 é\", provider: hubsopt, proxy: {enabled: true}}",
  "  - name: contacts",
  "    provider: hubspot",
  "    read:",
  "      objects:",
  "        - {mapToName: people, mapToDisplayName: \"😀\", objectName: contacts, optionalfieldsAuto: all, destination: hook, schedule: \"*/30 * * * *\"}",
  "",
}, "\n")
local path = folder .. "/amp.yaml"
write(path, text)
local wanted = findings(path)
expect("the command line finds both mistakes", #wanted >= 2, wanted)

vim.cmd("silent edit " .. path)
local buffer = vim.api.nvim_get_current_buf()
same_in_time("the findings are those of the command line", buffer, wanted)
local client = vim.lsp.get_clients({ bufnr = buffer })[1]
expect("columns are bytes", client.offset_encoding == "utf-8", client.offset_encoding)
expect("findings say who speaks", vim.diagnostic.get(buffer)[1].source == "amp-lint", vim.diagnostic.get(buffer))

-- Puts the cursor behind a text.
local function behind(part)
  local all = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n")
  local _, last = all:find(part, 1, true)
  local before = all:sub(1, last)
  local _, breaks = before:gsub("\n", "")
  vim.api.nvim_win_set_cursor(0, { breaks + 1, #before:match("[^\n]*$") })
end

local function request(method, params)
  local answer, problem = client:request_sync(method, params, 60000, buffer)
  expect(method .. " is answered", answer and not answer.err, problem or answer)
  return answer.result
end

local function hover(part)
  behind(part)
  return vim.inspect(request("textDocument/hover", vim.lsp.util.make_position_params(0, client.offset_encoding)))
end
local finding = hover("provider: hubs")
expect("hover tells of the finding", finding:find("hubsopt", 1, true), finding)
local runs = hover("schedule: \"*/30")
expect("hover tells the next runs", runs:find("UTC", 1, true) and runs:find("%d%d:[03]0"), runs)
behind("provider: hubs")

-- The fix, as `gra` applies it.
local actions = vim.lsp.util.make_range_params(0, client.offset_encoding)
actions.context = { diagnostics = {}, only = { "quickfix" } }
local fix
for _, action in ipairs(request("textDocument/codeAction", actions)) do
  fix = fix or (action.title:find("hubspot", 1, true) and action)
end
expect("there is a fix", fix, nil)
vim.lsp.buf.code_action({
  apply = true,
  filter = function(action)
    return action.title == fix.title
  end,
})
local fixed = text:gsub("hubsopt", "hubspot")
vim.wait(60000, function()
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n") .. "\n" == fixed
end, 20)
vim.cmd("silent write")
expect("the file has the fix and no other change", read(path) == fixed, read(path))
same_in_time("the findings are those of the new text", buffer, findings(path))

behind("objectName: ")
local objects = request("textDocument/completion", vim.lsp.util.make_position_params(0, client.offset_encoding))
local labels = vim.tbl_map(function(item)
  return item.label
end, objects and objects.items or objects or {})
expect("objects are offered", vim.tbl_contains(labels, "contacts") and vim.tbl_contains(labels, "companies"), labels)

-- YAML that is none of ours, until it is said to be a manifest.
local other = folder .. "/other.yaml"
write(other, text)
vim.cmd("silent edit " .. other)
local silent = vim.api.nvim_get_current_buf()
vim.wait(60000, function()
  return #vim.lsp.get_clients({ bufnr = silent }) > 0
end, 20)
-- An answer that comes after the text was sent: by then the findings would be there, too.
client:request_sync("textDocument/documentSymbol", { textDocument = vim.lsp.util.make_text_document_params(silent) }, 60000, silent)
expect("nothing is said of other YAML", vim.deep_equal(shown(silent), {}), shown(silent))
-- What the documentation says of names.
local rule = read(project .. "/docs/editors.md"):match("`(vim%.filetype%.add%(.-)`")
assert(load(rule))()
vim.fn.mkdir(folder .. "/manifests")
write(folder .. "/manifests/other.yaml", text)
vim.cmd("silent edit " .. folder .. "/manifests/other.yaml")
same_in_time("a text is a manifest when its file type says so", vim.api.nvim_get_current_buf(), wanted)

for _, one in ipairs(vim.lsp.get_clients()) do
  one:stop()
end
print(("Neovim: %d checks passed"):format(checks))
os.exit(0)
